SELECT
  f.id AS "f.id",
  CAST(f.a AS VARCHAR) AS "f.text_of_a",
  TRY_CAST(f.s AS BIGINT) AS "f.number_of_s",
  TRY_CAST(replace(f.g, 'x', '12') AS BIGINT) AS "f.number_of_g",
  CAST(f.d AS BIGINT) AS "f.integer_of_d",
  CAST(f.flag AS BIGINT) AS "f.integer_of_flag",
  CAST(f.day AS TIMESTAMP) AS "f.timestamp_of_day",
  TRY_CAST('2024-02-3' || CAST(f.id AS VARCHAR) AS DATE) AS "f.date_of_text"
FROM facts AS f
ORDER BY 1
