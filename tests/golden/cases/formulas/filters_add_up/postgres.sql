SELECT
  f.g AS "f.g",
  sum(f.d) FILTER (WHERE f.flag) AS "f.flagged",
  sum(f.d) FILTER (WHERE f.flag AND f.a > 5) AS "f.flagged_big",
  sum(f.d) FILTER (WHERE f.flag AND f.g = 'x') AS "f.flagged_x",
  2 * sum(f.d) FILTER (WHERE f.flag AND f.g = 'x') AS "f.flagged_x_2",
  sum(f.d) FILTER (WHERE f.flag AND f.a > 5 AND f.g = 'y') AS "f.thrice"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
