SELECT
  date_trunc('second', t.ts) AS "t.ts.second",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
