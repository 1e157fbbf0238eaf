SELECT
  t.id AS "t.id",
  date_part('isodow', t.day) AS "t.day.day_of_week",
  date_part('day', t.day) AS "t.day.day_of_month",
  date_part('doy', t.day) AS "t.day.day_of_year",
  date_part('week', t.day) AS "t.day.week_of_year",
  date_part('month', t.day) AS "t.day.month_of_year",
  date_part('quarter', t.day) AS "t.day.quarter_of_year",
  date_part('year', t.day) AS "t.day.year_number"
FROM times AS t
