SELECT
  CAST(date_trunc('week', CAST(t.day AS TIMESTAMP)) AS DATE) AS "t.day.week",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
