SELECT
  t.ts AS "t.ts",
  t.ts AT TIME ZONE 'America/New_York' AS "t.clock",
  count(*) AS "t.n"
FROM readings AS t
WHERE t.ts AT TIME ZONE 'America/New_York' = TIMESTAMPTZ '2013-11-03 06:30:00+00'
GROUP BY 1, 2
