SELECT
  t.at - (t.at AT TIME ZONE 'Europe/Amsterdam' - date_trunc('hour', t.at AT TIME ZONE 'Europe/Amsterdam')) AS "t.at.hour",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
