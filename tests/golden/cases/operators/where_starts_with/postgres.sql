SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE starts_with(k.t, 'beta%')
