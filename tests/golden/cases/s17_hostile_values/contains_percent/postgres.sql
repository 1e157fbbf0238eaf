SELECT
  t.id AS "t.id"
FROM texts AS t
WHERE strpos(t.value, '%_') > 0
