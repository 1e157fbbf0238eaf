SELECT
  s.label AS "s.label",
  count(*) AS "s.shelf_count"
FROM shelves AS s
LEFT JOIN (
  SELECT
    s.hall AS key_1,
    s.number AS key_2,
    count(*) AS value
  FROM parts AS p
  LEFT JOIN shelves AS s ON p.hall = s.hall AND p.shelf = s.number
  GROUP BY 1, 2
) AS s_part_count ON s.hall = s_part_count.key_1 AND s.number = s_part_count.key_2
WHERE coalesce(s_part_count.value, 0) < 2
GROUP BY 1
ORDER BY s.label COLLATE "C" NULLS LAST
