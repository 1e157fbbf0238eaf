SELECT
  CASE
    WHEN distance >= 2000 THEN '2000+ mi'
    WHEN distance >= 1000 THEN '1000-1999 mi'
    WHEN distance >= 500 THEN '0500-0999 mi'
    ELSE '0000-0499 mi'
  END AS band,
  count(*),
  sum(distance),
  sum(distance) FILTER (WHERE air_time IS NOT NULL) / (sum(air_time) / 60.0::DOUBLE)
FROM flights
GROUP BY band
ORDER BY band
