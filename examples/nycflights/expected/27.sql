SELECT airlines.name, max(flights.distance) AS farthest
FROM flights JOIN airlines ON airlines.carrier = flights.carrier
GROUP BY airlines.name
ORDER BY farthest DESC, airlines.name
LIMIT 4
