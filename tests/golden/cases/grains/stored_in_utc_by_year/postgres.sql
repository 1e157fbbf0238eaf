SELECT
  date_trunc('year', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.utc.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
