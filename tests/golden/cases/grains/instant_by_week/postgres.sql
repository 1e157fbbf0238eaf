SELECT
  date_trunc('week', t.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.at.week",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
