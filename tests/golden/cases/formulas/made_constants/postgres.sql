SELECT
  string_agg('x', ',') AS xs,
  array_agg(1) FILTER (WHERE f.g = 'y') AS ones,
  string_agg(f.g, ',' ORDER BY f.g COLLATE "C") AS gs
FROM facts AS f
