SELECT
  CAST(date_trunc('month', t.day) AS DATE) AS "t.day.month",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
