SELECT
  CAST(date_trunc('quarter', CAST(o.ordered_on AS TIMESTAMP)) AS DATE) AS "o.ordered_on.quarter",
  count(*) AS "o.n"
FROM orders AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
