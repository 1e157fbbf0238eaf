SELECT
  make_timestamp(year, month, day, 0, 0, 0) AT TIME ZONE 'America/New_York' AS day_start,
  count(*)
FROM flights
WHERE month = 7 AND day BETWEEN 1 AND 7
GROUP BY day_start
ORDER BY day_start
