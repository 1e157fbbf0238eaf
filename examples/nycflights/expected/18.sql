SELECT hour, count(*), avg(dep_delay), median(arr_delay)
FROM flights
WHERE carrier = 'UA' OR carrier = 'AA'
GROUP BY hour
ORDER BY hour
