SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE (strpos(k.t, '_x') > 0) IS NOT TRUE
