SELECT
  date_trunc('year', t.ts) AS "t.ts.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
