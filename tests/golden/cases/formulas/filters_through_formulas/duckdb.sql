SELECT
  f.g AS "f.g",
  sum(f.d) FILTER (WHERE f.flag) / nullif(count(*), 0) AS "f.share",
  sum(f.d) FILTER (WHERE f.flag AND f.a > 5) / nullif(count(*) FILTER (WHERE f.a > 5), 0) AS "f.share_big",
  sum(f.d) FILTER (WHERE f.flag AND f.a > 5) / nullif(count(*) FILTER (WHERE f.a > 5), 0) AS "f.share_big_text"
FROM facts AS f
GROUP BY 1
ORDER BY 1 NULLS LAST
