SELECT
  agent_manager.name AS "agent.manager.name",
  count(*) AS "ticket.ticket_count"
FROM tickets AS ticket
LEFT JOIN employees AS agent ON ticket.agent_id = agent.id
LEFT JOIN employees AS agent_manager ON agent.manager_id = agent_manager.id
GROUP BY 1
