SELECT
  date_trunc('month', t.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.at.month",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
