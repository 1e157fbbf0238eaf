SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE ends_with(k.t, '%')
