SELECT
  date_trunc('hour', t.ts) AS "t.ts.hour",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
