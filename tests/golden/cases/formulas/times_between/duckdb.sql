SELECT
  f.id AS "f.id",
  date_diff('day', f.day, DATE '2025-01-01') AS "f.days_to_2025",
  date_diff('month', f.day, DATE '2025-01-01') AS "f.months_to_2025",
  date_diff('year', DATE '2025-01-01', f.day) AS "f.years_since",
  date_diff('hour', f."at", TIMESTAMP '2024-02-29 12:00:00') AS "f.hours_to_noon"
FROM facts AS f
ORDER BY 1
