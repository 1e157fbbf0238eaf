SELECT departure.tzone <> arrival.tzone AS crosses, count(*)
FROM flights
LEFT JOIN airports AS departure ON departure.faa = flights.origin
LEFT JOIN airports AS arrival ON arrival.faa = flights.dest
GROUP BY crosses
ORDER BY crosses NULLS LAST
