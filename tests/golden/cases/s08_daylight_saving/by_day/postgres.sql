SELECT
  date_trunc('day', e.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "e.at.day",
  sum(e.value) AS "e.total"
FROM events AS e
GROUP BY 1
ORDER BY 1 NULLS LAST
