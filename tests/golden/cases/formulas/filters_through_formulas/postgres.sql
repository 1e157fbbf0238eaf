SELECT
  f.g AS "f.g",
  CAST(sum(f.d) FILTER (WHERE f.flag) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "f.share",
  CAST(sum(f.d) FILTER (WHERE f.flag AND f.a > 5) AS DOUBLE PRECISION) / nullif(count(*) FILTER (WHERE f.a > 5), 0) AS "f.share_big",
  CAST(sum(f.d) FILTER (WHERE f.flag AND f.a > 5) AS DOUBLE PRECISION) / nullif(count(*) FILTER (WHERE f.a > 5), 0) AS "f.share_big_text"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
