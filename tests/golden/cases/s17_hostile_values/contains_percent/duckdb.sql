SELECT
  t.id AS "t.id"
FROM texts AS t
WHERE contains(t.value, '%_')
