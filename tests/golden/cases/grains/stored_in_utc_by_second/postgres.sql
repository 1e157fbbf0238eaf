SELECT
  date_trunc('second', t.ts AT TIME ZONE 'UTC' AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS "t.utc.second",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
