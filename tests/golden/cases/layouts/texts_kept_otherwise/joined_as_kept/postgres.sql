WITH semaflow_table_1 AS (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
)
SELECT
  CAST(o.e AS TEXT) AS "o.e",
  count(*) AS "t.n"
FROM (
select id, u::uuid as u, g::enum('low', 'high', 'Mid') as e, other::uuid as other
from things
) AS t
LEFT JOIN semaflow_table_1 AS o ON t.other = o.u
GROUP BY 1
ORDER BY CAST(o.e AS TEXT) COLLATE "C" NULLS LAST
