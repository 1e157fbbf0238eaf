SELECT
  coalesce(p."p.id", s."p.id") AS "p.id",
  coalesce(p.on_the_shelf, s.on_the_shelf) AS on_the_shelf
FROM (
  SELECT DISTINCT
    p.id AS "p.id",
    CASE WHEN s.hall IS NOT NULL THEN coalesce(s_part_count.value, 0) END AS on_the_shelf
  FROM parts AS p
  LEFT JOIN shelves AS s ON p.hall = s.hall AND p.shelf = s.number
  LEFT JOIN (
    SELECT
      s.hall AS key_1,
      s.number AS key_2,
      count(*) AS value
    FROM parts AS p
    LEFT JOIN shelves AS s ON p.hall = s.hall AND p.shelf = s.number
    GROUP BY 1, 2
  ) AS s_part_count ON s.hall = s_part_count.key_1 AND s.number = s_part_count.key_2
) AS p
FULL JOIN (
  SELECT DISTINCT
    p.id AS "p.id",
    coalesce(s_part_count.value, 0) AS on_the_shelf
  FROM shelves AS s
  LEFT JOIN parts AS p ON p.hall = s.hall AND p.shelf = s.number
  LEFT JOIN (
    SELECT
      s.hall AS key_1,
      s.number AS key_2,
      count(*) AS value
    FROM parts AS p
    LEFT JOIN shelves AS s ON p.hall = s.hall AND p.shelf = s.number
    GROUP BY 1, 2
  ) AS s_part_count ON s.hall = s_part_count.key_1 AND s.number = s_part_count.key_2
) AS s ON ARRAY[p."p.id"] = ARRAY[s."p.id"] AND ARRAY[p.on_the_shelf] = ARRAY[s.on_the_shelf]
ORDER BY 1 NULLS LAST, 2 NULLS LAST
