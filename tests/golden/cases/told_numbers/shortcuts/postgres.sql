SELECT
  p.id AS "p.id",
  CAST(floor(p.price + 0.0) AS BIGINT) AS "p.down",
  CAST(ceil(p.price + 0.0) AS BIGINT) AS "p.up",
  CAST(div(CAST(p.price AS NUMERIC), CAST(nullif(1, 0) AS NUMERIC)) AS BIGINT) AS "p.whole",
  CAST(floor(p.big + 0.0) AS BIGINT) AS "p.big_down",
  CAST(ceil(p.big + 0.0) AS BIGINT) AS "p.big_up",
  CAST(div(CAST(p.big AS NUMERIC), CAST(nullif(1, 0) AS NUMERIC)) AS BIGINT) AS "p.big_whole",
  CAST(p.big AS BIGINT) AS "p.surely"
FROM prices AS p
