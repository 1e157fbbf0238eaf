SELECT dest, count(*) AS flights
FROM flights
WHERE NOT EXISTS (SELECT 1 FROM airports WHERE airports.faa = flights.dest)
GROUP BY dest
ORDER BY flights DESC, dest
