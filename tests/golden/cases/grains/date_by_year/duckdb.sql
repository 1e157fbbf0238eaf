SELECT
  CAST(date_trunc('year', t.day) AS DATE) AS "t.day.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
