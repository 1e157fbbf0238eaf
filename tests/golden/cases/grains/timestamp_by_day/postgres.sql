SELECT
  date_trunc('day', t.ts) AS "t.ts.day",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
