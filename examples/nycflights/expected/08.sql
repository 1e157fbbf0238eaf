-- A flight without a plane has no size: seats are looked at only where there is a plane.
SELECT
  CASE
    WHEN planes.tailnum IS NULL THEN NULL
    WHEN planes.seats >= 200 THEN 'large (200+)'
    WHEN planes.seats >= 50 THEN 'medium (50-199)'
    ELSE 'small (under 50)'
  END AS size,
  count(*) AS flights,
  sum(CASE WHEN flights.dep_time IS NOT NULL THEN planes.seats END) AS seats
FROM flights LEFT JOIN planes ON planes.tailnum = flights.tailnum
GROUP BY size
ORDER BY size NULLS LAST
