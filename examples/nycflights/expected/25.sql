SELECT origin || '-' || dest AS route, count(*) AS flights
FROM flights
WHERE carrier IN ('B6', 'DL')
GROUP BY route
HAVING count(*) >= 3000
ORDER BY flights DESC, route
