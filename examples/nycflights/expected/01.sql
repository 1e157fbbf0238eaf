SELECT airlines.name, count(*) AS flights, count(DISTINCT flights.tailnum) AS planes
FROM flights LEFT JOIN airlines ON airlines.carrier = flights.carrier
GROUP BY airlines.name
ORDER BY flights DESC, airlines.name
LIMIT 5
