SELECT
  o.country AS "o.country",
  t.target AS "t.target",
  sum(o.amount) AS "o.amount"
FROM read_csv('files/parts/*.csv') AS o
LEFT JOIN read_csv('files/targets.csv') AS t ON o.country = t.country
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
