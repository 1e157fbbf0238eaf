-- London is at UTC in these months.
SELECT
  date_trunc('month', time_hour AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month_start,
  count(*)
FROM flights
WHERE time_hour >= TIMESTAMPTZ '2013-11-01 00:00:00+00'
GROUP BY month_start
ORDER BY month_start
