SELECT
  make_timestamp(year, month, day, 0, 0, 0) AT TIME ZONE 'America/New_York' AS day_start,
  count(*),
  avg(dep_delay)
FROM flights
WHERE year = 2013 AND month = 3 AND day IN (9, 10, 11)
GROUP BY day_start
ORDER BY day_start
