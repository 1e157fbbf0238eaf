SELECT
  min(CAST(t.e AS TEXT) COLLATE "C") AS "t.lowest",
  max(CAST(t.e AS TEXT) COLLATE "C") AS "t.highest",
  string_agg(CAST(t.e AS TEXT), ',' ORDER BY CAST(t.e AS TEXT) COLLATE "C") AS "t.listed"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
