SELECT
  CAST(t.u AS VARCHAR) AS "t.u",
  left(CAST(t.u AS VARCHAR), 2) AS "t.u_starts"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
WHERE CAST(t.u AS VARCHAR) LIKE 'b%'
  AND CAST(t.u AS VARCHAR) <> 'x'
ORDER BY 1
