SELECT
  p.id AS "p.id",
  CASE WHEN p.price < trunc(p.price) THEN trunc(p.price) - 1 ELSE trunc(p.price) END AS "p.down",
  CASE WHEN p.price > trunc(p.price) THEN trunc(p.price) + 1 ELSE trunc(p.price) END AS "p.up",
  CAST(round((p.price - p.price % nullif(1, 0)) // nullif(1, 0)) AS BIGINT) AS "p.whole",
  CASE WHEN p.big < trunc(p.big) THEN trunc(p.big) - 1 ELSE trunc(p.big) END AS "p.big_down",
  CASE WHEN p.big > trunc(p.big) THEN trunc(p.big) + 1 ELSE trunc(p.big) END AS "p.big_up",
  CAST(round((p.big - p.big % nullif(1, 0)) // nullif(1, 0)) AS BIGINT) AS "p.big_whole",
  CAST(p.big AS BIGINT) AS "p.surely"
FROM prices AS p
