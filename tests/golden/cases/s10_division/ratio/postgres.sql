SELECT
  c.name AS "c.name",
  CAST(sum(c.above) AS DOUBLE PRECISION) / nullif(sum(c.below), 0) AS "c.ratio",
  CAST(sum(c.above) AS DOUBLE PRECISION) / nullif(sum(c.below), 0) AS "c.safe",
  CAST(div(CAST(sum(c.above) AS NUMERIC), CAST(nullif(sum(c.below), 0) AS NUMERIC)) AS BIGINT) AS "c.whole"
FROM counts AS c
GROUP BY 1
