SELECT airlines.name, count(*) AS flights, avg(flights.dep_delay) AS delay
FROM flights LEFT JOIN airlines ON airlines.carrier = flights.carrier
GROUP BY airlines.name
HAVING avg(flights.dep_delay) >= 15 AND count(*) > 1000
ORDER BY delay DESC, airlines.name
