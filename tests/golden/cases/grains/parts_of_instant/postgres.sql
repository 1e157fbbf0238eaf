SELECT
  t.id AS "t.id",
  CAST(date_part('hour', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.hour_of_day",
  CAST(date_part('isodow', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.day_of_week",
  CAST(date_part('day', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.day_of_month",
  CAST(date_part('doy', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.day_of_year",
  CAST(date_part('week', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.week_of_year",
  CAST(date_part('month', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.month_of_year",
  CAST(date_part('quarter', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.quarter_of_year",
  CAST(date_part('year', t.at AT TIME ZONE 'Europe/Amsterdam') AS BIGINT) AS "t.at.year_number"
FROM times AS t
