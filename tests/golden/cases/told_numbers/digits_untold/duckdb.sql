SELECT
  sum(p.cost) AS "p.untold_sum",
  sum(p.cost * 3) AS "p.untold_thrice_sum",
  sum(round(p.cost, 1)) AS "p.untold_rounded_sum",
  sum(p.cost) * 2 AS "p.untold_twice"
FROM prices AS p
HAVING sum(p.cost) > 3.2
