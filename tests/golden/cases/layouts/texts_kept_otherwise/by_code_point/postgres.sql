SELECT
  CAST(t.e AS TEXT) AS "t.e",
  count(*) AS "t.n",
  count(DISTINCT CAST(t.e AS TEXT)) FILTER (WHERE starts_with(CAST(t.u AS TEXT), 'b')) AS "t.first_b"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
GROUP BY 1
ORDER BY CAST(t.e AS TEXT) COLLATE "C" DESC NULLS LAST
