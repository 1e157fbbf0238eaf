-- What is not known to be a turbo-fan is not a turbo-fan: unknown planes stay.
SELECT planes.engine, count(*)
FROM flights LEFT JOIN planes ON planes.tailnum = flights.tailnum
WHERE planes.engine IS DISTINCT FROM 'Turbo-fan'
GROUP BY planes.engine
ORDER BY planes.engine NULLS LAST
