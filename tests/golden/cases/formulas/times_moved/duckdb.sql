SELECT
  f.id AS "f.id",
  CAST(f.day + INTERVAL 1 MONTH AS DATE) AS "f.next_month",
  CAST(f.day + INTERVAL (-1) YEAR AS DATE) AS "f.year_before",
  f."at" + INTERVAL 1 HOUR AS "f.hour_later",
  make_date(2024, f.id, 28) AS "f.made"
FROM facts AS f
ORDER BY 1
