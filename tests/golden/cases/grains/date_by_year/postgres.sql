SELECT
  CAST(date_trunc('year', CAST(t.day AS TIMESTAMP)) AS DATE) AS "t.day.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
