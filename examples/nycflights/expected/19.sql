SELECT airports.name, count(*), count(*) FILTER (WHERE arr_delay > 15) / count(arr_delay)::DOUBLE
FROM flights LEFT JOIN airports ON airports.faa = flights.origin
WHERE flights.year = 2013 AND flights.month = 7
GROUP BY airports.name
ORDER BY airports.name
