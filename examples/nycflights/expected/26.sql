SELECT
  flights.time_hour, airlines.name, flights.flight, flights.origin || '-' || flights.dest,
  planes.manufacturer, flights.dep_delay
FROM flights
JOIN airlines ON airlines.carrier = flights.carrier
LEFT JOIN planes ON planes.tailnum = flights.tailnum
WHERE flights.dep_delay IS NOT NULL
ORDER BY flights.dep_delay DESC, flights.time_hour, airlines.name, flights.flight
LIMIT 5
