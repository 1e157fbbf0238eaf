SELECT
  f.id AS "f.id",
  coalesce(f.s, 'none') AS "f.or_none",
  coalesce(f.a, 0) AS "f.or_zero",
  nullif(f.a, 0) AS "f.no_zero",
  f.a IS NULL AS "f.is_missing",
  greatest(f.a, f.b) AS "f.most",
  least(f.a, f.b) AS "f.fewest"
FROM facts AS f
ORDER BY 1
