SELECT
  sum(k."bit") FILTER (WHERE k.flag = TRUE) AS "==",
  sum(k."bit") FILTER (WHERE k.flag IS DISTINCT FROM TRUE) AS "!=",
  sum(k."bit") FILTER (WHERE k.flag IS DISTINCT FROM TRUE) AS "not(==)",
  sum(k."bit") FILTER (WHERE k.flag = TRUE) AS "in",
  sum(k."bit") FILTER (WHERE (k.flag = TRUE) IS NOT TRUE) AS "not in",
  sum(k."bit") FILTER (WHERE (k.flag = TRUE) IS NOT TRUE) AS "not(in)",
  sum(k."bit") FILTER (WHERE k.flag IS NULL) AS "is null",
  sum(k."bit") FILTER (WHERE k.flag IS NOT NULL) AS "is not null",
  sum(k."bit") FILTER (WHERE k.flag IS NOT NULL) AS "not(is null)"
FROM kinds AS k
