SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE (k.t COLLATE "C" BETWEEN 'Alpha' AND 'alpha_x') IS NOT TRUE
