SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE k.t = 'alpha_x'
