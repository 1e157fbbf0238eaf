SELECT
  CASE
    WHEN weather.origin IS NULL THEN NULL
    WHEN weather.visib < 1 THEN '1 under 1 mi'
    WHEN weather.visib < 3 THEN '2 1 to 3 mi'
    WHEN weather.visib < 10 THEN '3 3 to 10 mi'
    ELSE '4 10 mi or more'
  END AS band,
  count(*),
  avg(flights.dep_delay),
  count(*) FILTER (WHERE flights.dep_time IS NULL) / count(*)::DOUBLE
FROM flights
LEFT JOIN weather
  ON weather.origin = flights.origin AND weather.time_hour = flights.time_hour
GROUP BY band
ORDER BY band NULLS LAST
