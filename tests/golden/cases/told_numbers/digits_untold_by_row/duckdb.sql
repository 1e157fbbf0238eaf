SELECT
  p.id AS "p.id",
  p.cost AS "p.untold",
  p.cost * 3 AS "p.untold_thrice",
  sum(p.cost) AS "p.untold_sum"
FROM prices AS p
GROUP BY 1, 2, 3
