SELECT
  f.id AS "f.id",
  CAST(date_trunc('month', f.day) AS DATE) AS "f.month_of_day",
  CAST(date_trunc('week', f."at") AS TIMESTAMP) AS "f.week_of_at",
  CAST(f."at" AS DATE) AS "f.day_of_at",
  date_part('week', f.day) AS "f.part_week",
  date_part('isodow', f.day) AS "f.part_dow",
  date_part('hour', f."at") AS "f.part_hour",
  date_part('quarter', f.day) AS "f.part_quarter"
FROM facts AS f
ORDER BY 1
