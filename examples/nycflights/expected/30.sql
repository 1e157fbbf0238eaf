WITH met AS (
  SELECT
    CASE
      WHEN weather.origin IS NULL THEN NULL
      WHEN visib < 1 THEN '1 under 1 mi'
      WHEN visib < 3 THEN '2 1 to 3 mi'
      WHEN visib < 10 THEN '3 3 to 10 mi'
      ELSE '4 10 mi or more'
    END AS band,
    planes.tailnum,
    planes.seats,
    flights.flight
  FROM planes
  FULL JOIN flights ON flights.tailnum = planes.tailnum
  LEFT JOIN weather ON weather.origin = flights.origin AND weather.time_hour = flights.time_hour
)
SELECT
  bands.band,
  (SELECT count(DISTINCT tailnum) FROM met WHERE met.band IS NOT DISTINCT FROM bands.band),
  (SELECT avg(seats) FROM (SELECT DISTINCT tailnum, seats FROM met
                           WHERE met.band IS NOT DISTINCT FROM bands.band)),
  (SELECT count(flight) FROM met WHERE met.band IS NOT DISTINCT FROM bands.band)
FROM (SELECT DISTINCT band FROM met) AS bands
ORDER BY bands.band NULLS LAST
