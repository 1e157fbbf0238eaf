SELECT
  date_trunc('day', t.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.at.day",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
