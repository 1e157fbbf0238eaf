SELECT
  count(*),
  count(DISTINCT tailnum),
  count(DISTINCT dest),
  count(*) FILTER (WHERE dep_time IS NOT NULL AND arr_delay IS NULL)
    / count(*) FILTER (WHERE dep_time IS NOT NULL)::DOUBLE,
  count(*) FILTER (WHERE arr_delay <= 15) / count(arr_delay)::DOUBLE
FROM flights
