SELECT
  make_timestamp(year, month, day, 0, 0, 0) AT TIME ZONE 'America/New_York' AS day_start,
  count(*),
  avg(temp)
FROM weather
WHERE (month = 3 AND day IN (9, 10)) OR (month = 11 AND day = 3)
GROUP BY day_start
ORDER BY day_start
