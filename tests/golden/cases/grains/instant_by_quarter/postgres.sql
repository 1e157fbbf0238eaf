SELECT
  date_trunc('quarter', t.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "t.at.quarter",
  sum(t.id) AS "t.ids"
FROM times AS t
GROUP BY 1
