SELECT
  count(*) AS "t.n"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
WHERE CAST(t.e AS TEXT) IN ('nope', 'low')
