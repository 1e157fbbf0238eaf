SELECT
  date_trunc('month', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.utc.month",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
