SELECT
  t.ts AT TIME ZONE 'UTC' - (t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam' - date_trunc('minute', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam')) AS "t.utc.minute",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
