SELECT
  CAST(date_trunc('week', t.day) AS DATE) AS "t.day.week",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
