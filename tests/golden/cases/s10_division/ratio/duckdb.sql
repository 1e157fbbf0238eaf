SELECT
  c.name AS "c.name",
  sum(c.above) / nullif(sum(c.below), 0) AS "c.ratio",
  sum(c.above) / nullif(sum(c.below), 0) AS "c.safe",
  CAST(round((sum(c.above) - sum(c.above) % nullif(sum(c.below), 0)) // nullif(sum(c.below), 0)) AS BIGINT) AS "c.whole"
FROM counts AS c
GROUP BY 1
