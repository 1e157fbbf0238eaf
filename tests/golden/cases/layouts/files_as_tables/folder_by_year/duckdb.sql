SELECT
  CAST(date_trunc('year', o.ordered_on) AS DATE) AS "o.ordered_on.year",
  sum(o.amount) AS "o.amount"
FROM read_csv('files/parts/*.csv') AS o
GROUP BY 1
ORDER BY 1 NULLS LAST
