SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE k.t BETWEEN 'Alpha' AND 'alpha_x'
