SELECT
  f.g AS "f.g",
  sum(f.d) FILTER (WHERE f.flag AND f.a > 5) AS "f.flagged_big",
  coalesce(sum(f.d) FILTER (WHERE f.flag AND f.a > 5), 0) AS "f.big_or_zero",
  CAST(coalesce(sum(f.d) FILTER (WHERE f.flag AND f.a > 5), 0) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "f.big_per_row",
  CAST(coalesce(sum(f.d) FILTER (WHERE f.flag AND f.a > 5), 0) AS DOUBLE PRECISION) / nullif(count(*), 0) AS "f.big_guarded"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
