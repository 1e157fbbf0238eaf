-- year and month are New York's calendar, written by the source itself.
SELECT
  make_timestamp(year, month, 1, 0, 0, 0) AT TIME ZONE 'America/New_York' AS month_start,
  count(*),
  count(*) FILTER (WHERE dep_time IS NULL),
  count(*) FILTER (WHERE dep_time IS NULL) / count(*)::DOUBLE
FROM flights
GROUP BY month_start
ORDER BY month_start
