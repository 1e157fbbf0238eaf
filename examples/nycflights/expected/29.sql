WITH left_in_the_hour AS (
  SELECT
    origin,
    time_hour,
    count(*) AS flights,
    count(*) FILTER (WHERE dep_time IS NULL) AS cancelled
  FROM flights
  GROUP BY origin, time_hour
)
SELECT
  weather.origin,
  date_trunc('day', weather.time_hour AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York',
  sum(flights),
  sum(cancelled) / sum(flights),
  avg(weather.temp),
  sum(weather.precip)
FROM weather LEFT JOIN left_in_the_hour USING (origin, time_hour)
GROUP BY 1, 2
ORDER BY 6 DESC, 1, 2
LIMIT 5
