SELECT
  coalesce(t1."time.day", t2."time.day") AS "time.day",
  coalesce(t1."u.id", t2."u.id") AS "u.id",
  coalesce(t1."t1.a", 0) AS "t1.a",
  coalesce(t2."t2.b", 0) AS "t2.b",
  CAST(coalesce(t1."t1.a", 0) AS DOUBLE PRECISION) / nullif(coalesce(t2."t2.b", 0), 0) AS r
FROM (
  SELECT
    t1.date AS "time.day",
    u.id AS "u.id",
    sum(t1.v) AS "t1.a"
  FROM t1 AS t1
  LEFT JOIN users AS u ON u.id = t1.user_id
  GROUP BY 1, 2
) AS t1
FULL JOIN (
  SELECT
    t2.date AS "time.day",
    u.id AS "u.id",
    sum(t2.w) AS "t2.b"
  FROM t2 AS t2
  LEFT JOIN users AS u ON u.id = t2.user_id
  GROUP BY 1, 2
) AS t2 ON ARRAY[t1."time.day"] = ARRAY[t2."time.day"] AND ARRAY[t1."u.id"] = ARRAY[t2."u.id"]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
