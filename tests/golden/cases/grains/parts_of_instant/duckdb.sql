SELECT
  t.id AS "t.id",
  date_part('hour', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.hour_of_day",
  date_part('isodow', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.day_of_week",
  date_part('day', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.day_of_month",
  date_part('doy', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.day_of_year",
  date_part('week', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.week_of_year",
  date_part('month', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.month_of_year",
  date_part('quarter', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.quarter_of_year",
  date_part('year', t."at" AT TIME ZONE 'Europe/Amsterdam') AS "t.at.year_number"
FROM times AS t
