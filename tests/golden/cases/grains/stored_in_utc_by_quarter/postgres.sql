SELECT
  date_trunc('quarter', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.utc.quarter",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
