SELECT
  sum(g.points) AS "g.points"
FROM games AS g
LIMIT 3
