SELECT
  f.g AS "f.g",
  CASE WHEN count(*) > 2 THEN 'many' ELSE 'few' END AS "f.size",
  CASE WHEN sum(f.a) > 5 THEN 1 ELSE 0 END AS "f.high",
  nullif(count(*), 2) AS "f.nothing",
  greatest(sum(f.a), sum(f.b), 3) AS "f.best"
FROM facts AS f
GROUP BY 1
ORDER BY f.g COLLATE "C" NULLS LAST
