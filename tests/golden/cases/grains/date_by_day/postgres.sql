SELECT
  t.day AS "t.day.day",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
