SELECT
  count(*) AS "t.tickets"
FROM tickets AS t
WHERE t.escalated = TRUE OR t.escalated IS DISTINCT FROM FALSE
