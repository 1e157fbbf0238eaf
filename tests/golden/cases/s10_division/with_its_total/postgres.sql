SELECT
  answer."c.name" COLLATE "C" AS "c.name",
  answer."c.ratio" AS "c.ratio",
  answer."grouping" AS "grouping"
FROM (
  SELECT
    c.name AS "c.name",
    CAST(sum(c.above) AS DOUBLE PRECISION) / nullif(sum(c.below), 0) AS "c.ratio",
    0 AS "grouping"
  FROM counts AS c
  GROUP BY 1
  UNION ALL
  SELECT
    NULL AS "c.name",
    CAST(sum(c.above) AS DOUBLE PRECISION) / nullif(sum(c.below), 0) AS "c.ratio",
    1 AS "grouping"
  FROM counts AS c
) AS answer
ORDER BY 3, 2 NULLS LAST, 1 NULLS LAST
