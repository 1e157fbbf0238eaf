SELECT
  sum(e.value) AS "e.total"
FROM events AS e
WHERE e.at >= TIMESTAMPTZ '2026-10-24 23:00:00+00'
  AND e.at < TIMESTAMPTZ '2026-10-25 00:00:00+00'
