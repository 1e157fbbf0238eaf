SELECT
  sum(e.value) AS "e.total"
FROM events AS e
WHERE e.at >= TIMESTAMPTZ '2026-03-29 00:00:00+00'
  AND e.at < TIMESTAMPTZ '2026-03-29 01:00:00+00'
