SELECT
  median(CAST(p.price AS DOUBLE)) AS "p.middle",
  median(CAST(p.weight AS DOUBLE)) AS "p.real_middle",
  quantile_cont(CAST(p.weight AS DOUBLE), 0.5e0) AS "p.real_half"
FROM prices AS p
