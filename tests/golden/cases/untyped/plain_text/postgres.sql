SELECT
  count(*) AS "t.n"
FROM things AS t
WHERE t.name = 'a'
