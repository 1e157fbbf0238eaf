SELECT
  date_trunc('month', l.at AT TIME ZONE 'Europe/Amsterdam') AT TIME ZONE 'Europe/Amsterdam' AS "time.month",
  count(*) AS "l.log_count"
FROM logs AS l
GROUP BY 1
ORDER BY 1 NULLS LAST
