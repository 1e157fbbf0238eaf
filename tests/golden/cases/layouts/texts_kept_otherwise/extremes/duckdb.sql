SELECT
  min(CAST(t.e AS VARCHAR)) AS "t.lowest",
  max(CAST(t.e AS VARCHAR)) AS "t.highest",
  string_agg(CAST(t.e AS VARCHAR), ',' ORDER BY CAST(t.e AS VARCHAR)) AS "t.listed"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
