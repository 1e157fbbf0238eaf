SELECT
  CAST(date_trunc('year', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam') AS TIMESTAMP) AT TIME ZONE 'Europe/Amsterdam' AS "t.utc.year",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
