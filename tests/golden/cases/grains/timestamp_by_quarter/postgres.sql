SELECT
  date_trunc('quarter', t.ts) AS "t.ts.quarter",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
