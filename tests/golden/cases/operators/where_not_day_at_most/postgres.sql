SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE (k.ts < TIMESTAMP '2024-03-01 00:00:00') IS NOT TRUE
