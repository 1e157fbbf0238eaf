SELECT airports.name, count(*), count(DISTINCT flights.tailnum), count(DISTINCT flights.dest)
FROM flights LEFT JOIN airports ON airports.faa = flights.origin
GROUP BY airports.name
ORDER BY airports.name
