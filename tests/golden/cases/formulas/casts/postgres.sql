SELECT
  f.id AS "f.id",
  CAST(f.a AS TEXT) AS "f.text_of_a",
  CASE WHEN regexp_like(f.s, '^[ \t\n\r\f\v]*[+-]?([0-9]{1,200}\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?[ \t\n\r\f\v]*$') THEN CASE WHEN round(CAST(f.s AS NUMERIC), 0) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(f.s AS NUMERIC) AS BIGINT) END END AS "f.number_of_s",
  CASE WHEN regexp_like(replace(f.g, 'x', '12'), '^[ \t\n\r\f\v]*[+-]?([0-9]{1,200}\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?[ \t\n\r\f\v]*$') THEN CASE WHEN round(CAST(replace(f.g, 'x', '12') AS NUMERIC), 0) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(replace(f.g, 'x', '12') AS NUMERIC) AS BIGINT) END END AS "f.number_of_g",
  CAST(f.d AS BIGINT) AS "f.integer_of_d",
  CAST(CAST(f.flag AS INTEGER) AS BIGINT) AS "f.integer_of_flag",
  CAST(f.day AS TIMESTAMP) AS "f.timestamp_of_day",
  CASE WHEN regexp_like('2024-02-3' || CAST(f.id AS TEXT), '^[ \t\n\r\f\v]*[0-9]{1,4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])[ \t\n\r\f\v]*$') THEN CASE WHEN CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 1) AS INTEGER) > 0 THEN CASE WHEN CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 3) AS INTEGER) <= date_part('day', make_date(CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 1) AS INTEGER), CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 2) AS INTEGER), 1) + INTERVAL '1 month' - INTERVAL '1 day') THEN CAST(make_date(CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 1) AS INTEGER), CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 2) AS INTEGER), CAST(split_part(trim('2024-02-3' || CAST(f.id AS TEXT)), '-', 3) AS INTEGER)) AS DATE) END END END AS "f.date_of_text"
FROM facts AS f
ORDER BY 1
