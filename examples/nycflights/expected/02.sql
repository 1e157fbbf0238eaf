SELECT departure.name, arrival.name, count(*) AS flights, sum(flights.distance)
FROM flights
LEFT JOIN airports AS departure ON departure.faa = flights.origin
LEFT JOIN airports AS arrival ON arrival.faa = flights.dest
GROUP BY departure.name, arrival.name
ORDER BY flights DESC, departure.name NULLS LAST, arrival.name NULLS LAST
LIMIT 5
