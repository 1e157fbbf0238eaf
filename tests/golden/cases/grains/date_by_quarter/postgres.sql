SELECT
  CAST(date_trunc('quarter', CAST(t.day AS TIMESTAMP)) AS DATE) AS "t.day.quarter",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
