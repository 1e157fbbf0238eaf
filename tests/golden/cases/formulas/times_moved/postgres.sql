SELECT
  f.id AS "f.id",
  CAST(f.day + INTERVAL '1 month' AS DATE) AS "f.next_month",
  CAST(f.day + -1 * INTERVAL '1 year' AS DATE) AS "f.year_before",
  f.at + INTERVAL '1 hour' AS "f.hour_later",
  make_date(2024, CAST(f.id AS INTEGER), 28) AS "f.made"
FROM facts AS f
ORDER BY 1
