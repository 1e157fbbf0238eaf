SELECT tzone, count(*)
FROM airports
WHERE faa NOT IN (SELECT dest FROM flights)
GROUP BY tzone
ORDER BY tzone NULLS LAST
