SELECT
  x.g AS "x.g",
  string_agg(x.t, '|' ORDER BY x.t COLLATE "C") AS "x.texts",
  string_agg(x.t, '|' ORDER BY x.n NULLS LAST, x.t COLLATE "C") AS "x.texts_by_n",
  (array_agg(x.t ORDER BY x.at, x.t COLLATE "C" NULLS LAST) FILTER (WHERE x.at IS NOT NULL))[1] AS "x.first_t",
  (array_agg(x.t ORDER BY x.at DESC, x.t COLLATE "C" NULLS LAST) FILTER (WHERE x.at IS NOT NULL))[1] AS "x.last_t"
FROM facts AS x
GROUP BY 1
ORDER BY x.g COLLATE "C" NULLS LAST
