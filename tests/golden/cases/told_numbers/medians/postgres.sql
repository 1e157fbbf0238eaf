SELECT
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(p.price AS DOUBLE PRECISION)) AS "p.middle",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(p.weight AS DOUBLE PRECISION)) AS "p.real_middle",
  percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY CAST(p.weight AS DOUBLE PRECISION)) AS "p.real_half"
FROM prices AS p
