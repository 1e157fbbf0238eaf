SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE contains(k.t, '_x') IS NOT TRUE
