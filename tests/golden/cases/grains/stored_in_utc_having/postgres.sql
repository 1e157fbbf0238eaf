SELECT
  date_trunc('year', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.utc.year",
  max(t.ts AT TIME ZONE 'UTC') AS latest
FROM times AS t
GROUP BY 1
HAVING max(t.ts AT TIME ZONE 'UTC') >= TIMESTAMPTZ '2024-10-26 22:00:00+00'
