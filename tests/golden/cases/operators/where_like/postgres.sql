SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE k.t LIKE 'alpha__' ESCAPE ''
