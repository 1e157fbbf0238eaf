SELECT
  t.ts AT TIME ZONE 'UTC' - (t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam' - date_trunc('hour', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam')) AS "t.utc.hour",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
