SELECT
  CAST(date_trunc('month', CAST(t.day AS TIMESTAMP)) AS DATE) AS "t.day.month",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
