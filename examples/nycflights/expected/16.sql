-- The hours are instants: the clock's one o'clock is two of them.
SELECT time_hour, count(*), avg(temp)
FROM weather
WHERE year = 2013 AND month = 11 AND day = 3 AND hour < 4
GROUP BY time_hour
ORDER BY time_hour
