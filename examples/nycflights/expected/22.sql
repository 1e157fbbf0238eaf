SELECT flights.dest, airports.name, count(*) AS flights
FROM flights LEFT JOIN airports ON airports.faa = flights.dest
GROUP BY flights.dest, airports.name
HAVING count(*) > 15000 OR flights.dest = 'HNL'
ORDER BY flights DESC, flights.dest
