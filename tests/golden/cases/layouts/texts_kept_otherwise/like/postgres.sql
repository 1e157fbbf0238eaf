SELECT
  CAST(t.u AS TEXT) COLLATE "C" AS "t.u",
  left(CAST(t.u AS TEXT), 2) AS "t.u_starts"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
WHERE CAST(t.u AS TEXT) LIKE 'b%' ESCAPE ''
  AND CAST(t.u AS TEXT) <> 'x'
ORDER BY 1
