SELECT
  t.id AS "t.id",
  CAST(date_part('isodow', t.day) AS BIGINT) AS "t.day.day_of_week",
  CAST(date_part('day', t.day) AS BIGINT) AS "t.day.day_of_month",
  CAST(date_part('doy', t.day) AS BIGINT) AS "t.day.day_of_year",
  CAST(date_part('week', t.day) AS BIGINT) AS "t.day.week_of_year",
  CAST(date_part('month', t.day) AS BIGINT) AS "t.day.month_of_year",
  CAST(date_part('quarter', t.day) AS BIGINT) AS "t.day.quarter_of_year",
  CAST(date_part('year', t.day) AS BIGINT) AS "t.day.year_number"
FROM times AS t
