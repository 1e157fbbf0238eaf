SELECT
  CAST(t.e AS VARCHAR) AS "t.e",
  count(*) AS "t.n",
  count(DISTINCT CAST(t.e AS VARCHAR)) FILTER (WHERE starts_with(CAST(t.u AS VARCHAR), 'b')) AS "t.first_b"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
GROUP BY 1
ORDER BY 1 DESC NULLS LAST
