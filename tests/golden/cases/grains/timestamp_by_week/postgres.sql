SELECT
  date_trunc('week', t.ts) AS "t.ts.week",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
