SELECT
  x.g AS "x.g",
  string_agg(x.t, '|' ORDER BY x.t) AS "x.texts",
  string_agg(x.t, '|' ORDER BY x.n NULLS LAST, x.t) AS "x.texts_by_n",
  first(x.t ORDER BY x."at", x.t NULLS LAST) FILTER (WHERE x."at" IS NOT NULL) AS "x.first_t",
  first(x.t ORDER BY x."at" DESC, x.t NULLS LAST) FILTER (WHERE x."at" IS NOT NULL) AS "x.last_t"
FROM facts AS x
GROUP BY 1
ORDER BY 1 NULLS LAST
