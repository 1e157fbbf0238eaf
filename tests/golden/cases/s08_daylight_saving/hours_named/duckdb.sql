SELECT
  sum(e.value) FILTER (WHERE e."at" >= TIMESTAMPTZ '2026-10-25 00:00:00+00' AND e."at" < TIMESTAMPTZ '2026-10-25 02:00:00+00') AS "both",
  sum(e.value) FILTER (WHERE e."at" < TIMESTAMPTZ '2026-10-25 00:00:00+00' AND e."at" >= TIMESTAMPTZ '2026-09-30 22:00:00+00') AS before,
  sum(e.value) FILTER (WHERE e."at" >= TIMESTAMPTZ '2026-10-25 02:00:00+00') AS behind,
  sum(e.value) FILTER (WHERE e."at" >= TIMESTAMPTZ '2026-10-25 01:00:00+00' AND e."at" < TIMESTAMPTZ '2026-10-25 02:00:00+00') AS second,
  sum(e.value) FILTER (WHERE e."at" >= TIMESTAMPTZ '2026-03-29 01:00:00+00' AND e."at" < TIMESTAMPTZ '2026-03-29 02:00:00+00') AS skipped
FROM events AS e
