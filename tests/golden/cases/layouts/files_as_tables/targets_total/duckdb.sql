SELECT
  sum(t.target) AS "t.total"
FROM read_csv('files/targets.csv') AS t
