SELECT
  k."bit" AS "k.bit"
FROM kinds AS k
WHERE right(k.t, length('%')) = '%'
