SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE k.t ILIKE 'ALPHA%' ESCAPE ''
