SELECT
  o.order_id AS "o.order_id",
  o.line_no AS "o.line_no",
  CAST(date_trunc('month', CAST(o.ordered_on AS TIMESTAMP)) AS DATE) AS "o.month",
  CAST(date_part('year', o.ordered_on) AS BIGINT) AS "o.year_no",
  CASE WHEN o.amount >= 100 THEN 'big' ELSE 'small' END AS "o.size",
  concat_ws('/', o.status, CAST(o.channel AS TEXT)) AS "o.label",
  upper(o.channel) AS "o.channel",
  CAST(o.ordered_on + INTERVAL '30 days' AS DATE) AS "o.due",
  CAST(o.shipped_on AS DATE) - CAST(o.ordered_on AS DATE) AS "o.days",
  CAST(o.amount * 100 AS BIGINT) AS "o.cents",
  strpos(o.status, 'a') AS "o.where_a",
  CASE WHEN regexp_like(o.status, '^[ \t\n\r\f\v]*[+-]?([0-9]{1,200}\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?[ \t\n\r\f\v]*$') THEN CASE WHEN round(CAST(o.status AS NUMERIC), 0) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(o.status AS NUMERIC) AS BIGINT) END END AS "o.number"
FROM fct_orders AS o
ORDER BY 1, 2
