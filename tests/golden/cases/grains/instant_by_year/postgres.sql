SELECT
  date_trunc('year', t.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.at.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
