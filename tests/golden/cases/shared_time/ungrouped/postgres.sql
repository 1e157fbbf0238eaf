SELECT
  date_trunc('month', t.opened) AS "time.month",
  t.hours AS "t.hours"
FROM tickets AS t
WHERE t.opened >= TIMESTAMP '2026-02-01 00:00:00'
