SELECT
  f.g AS "f.g",
  count(*) AS "f.n"
FROM facts AS f
GROUP BY 1
ORDER BY sum(f.a) + sum(f.b) NULLS LAST, f.g COLLATE "C" NULLS LAST
