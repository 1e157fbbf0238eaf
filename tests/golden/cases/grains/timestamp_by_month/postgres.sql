SELECT
  date_trunc('month', t.ts) AS "t.ts.month",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
