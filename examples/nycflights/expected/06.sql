SELECT
  airlines.name,
  quantile_cont(arr_delay, 0.5) AS middle,
  quantile_cont(arr_delay, 0.9),
  sqrt(sum((arr_delay - mean) ** 2) / (count(arr_delay) - 1))
FROM (
  SELECT *, avg(arr_delay) OVER (PARTITION BY carrier) AS mean FROM flights WHERE origin = 'JFK'
) AS jfk
JOIN airlines ON airlines.carrier = jfk.carrier
GROUP BY airlines.name
ORDER BY middle, airlines.name
