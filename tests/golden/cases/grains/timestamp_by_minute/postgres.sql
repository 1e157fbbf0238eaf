SELECT
  date_trunc('minute', t.ts) AS "t.ts.minute",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
