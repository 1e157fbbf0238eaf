SELECT
  airports.name,
  avg(hours.temp),
  count(*)
FROM (
  -- An hour belongs to an airport once, however many flights leave in it.
  SELECT DISTINCT weather.origin, weather.time_hour, weather.temp, flights.origin AS airport
  FROM weather LEFT JOIN flights USING (origin, time_hour)
) AS hours
LEFT JOIN airports ON airports.faa = hours.airport
GROUP BY airports.name
ORDER BY airports.name NULLS LAST
