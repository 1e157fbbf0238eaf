SELECT
  date_trunc('second', t.at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS "t.at.second",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
