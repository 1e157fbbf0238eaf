SELECT
  t.at - (t.at AT TIME ZONE 'Europe/Amsterdam' - date_trunc('minute', t.at AT TIME ZONE 'Europe/Amsterdam')) AS "t.at.minute",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
