SELECT
  CAST(sum(c.above) AS DOUBLE PRECISION) / nullif(sum(c.below), 0) AS "c.ratio",
  sum(c.above) AS "c.above",
  sum(c.below) AS "c.below"
FROM counts AS c
