SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE (k.t COLLATE "C" < 'alpha_x') IS NOT TRUE
