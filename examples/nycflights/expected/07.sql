SELECT planes.manufacturer, count(*) AS flights, count(DISTINCT flights.tailnum) AS planes
FROM flights LEFT JOIN planes ON planes.tailnum = flights.tailnum
GROUP BY planes.manufacturer
ORDER BY flights DESC, planes.manufacturer NULLS LAST
LIMIT 6
