SELECT
  f.id AS "f.id",
  CAST(date_trunc('month', CAST(f.day AS TIMESTAMP)) AS DATE) AS "f.month_of_day",
  date_trunc('week', f.at) AS "f.week_of_at",
  CAST(f.at AS DATE) AS "f.day_of_at",
  CAST(date_part('week', f.day) AS BIGINT) AS "f.part_week",
  CAST(date_part('isodow', f.day) AS BIGINT) AS "f.part_dow",
  CAST(date_part('hour', f.at) AS BIGINT) AS "f.part_hour",
  CAST(date_part('quarter', f.day) AS BIGINT) AS "f.part_quarter"
FROM facts AS f
ORDER BY 1
