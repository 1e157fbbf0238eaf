SELECT
  f.id AS "f.id",
  CAST(DATE '2025-01-01' AS DATE) - CAST(f.day AS DATE) AS "f.days_to_2025",
  CAST(date_part('year', DATE '2025-01-01') * 12 + date_part('month', DATE '2025-01-01') - (date_part('year', f.day) * 12 + date_part('month', f.day)) AS BIGINT) AS "f.months_to_2025",
  CAST(date_part('year', f.day) - date_part('year', DATE '2025-01-01') AS BIGINT) AS "f.years_since",
  CAST(date_part('epoch', date_trunc('hour', CAST(TIMESTAMP '2024-02-29 12:00:00' AS TIMESTAMP)) - date_trunc('hour', CAST(f.at AS TIMESTAMP))) / 3600 AS BIGINT) AS "f.hours_to_noon"
FROM facts AS f
ORDER BY 1
