SELECT
  coalesce(t1."time", t2."time") AS "time",
  coalesce(t1."t1.a", 0) AS "t1.a",
  coalesce(t2."t2.b", 0) AS "t2.b"
FROM (
  SELECT
    t1.date AS "time",
    sum(t1.v) AS "t1.a"
  FROM t1 AS t1
  WHERE t1.date >= DATE '2026-01-02'
  GROUP BY 1
) AS t1
FULL JOIN (
  SELECT
    t2.date AS "time",
    sum(t2.w) AS "t2.b"
  FROM t2 AS t2
  WHERE t2.date >= DATE '2026-01-02'
  GROUP BY 1
) AS t2 ON ARRAY[t1."time"] = ARRAY[t2."time"]
ORDER BY 1 DESC NULLS LAST
