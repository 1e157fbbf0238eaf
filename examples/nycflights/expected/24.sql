SELECT
  airports.name,
  count(*),
  sum(EXISTS (
    SELECT 1 FROM weather
    WHERE weather.origin = flights.origin
      AND weather.time_hour = flights.time_hour
      AND weather.precip > 0
  )::INTEGER)
FROM flights LEFT JOIN airports ON airports.faa = flights.origin
GROUP BY airports.name
ORDER BY airports.name
