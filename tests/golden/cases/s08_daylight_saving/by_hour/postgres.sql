SELECT
  e.at - (e.at AT TIME ZONE 'Europe/Amsterdam' - date_trunc('hour', e.at AT TIME ZONE 'Europe/Amsterdam')) AS "e.at.hour",
  sum(e.value) AS "e.total"
FROM events AS e
GROUP BY 1
ORDER BY 1 NULLS LAST
