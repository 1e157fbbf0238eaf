SELECT
  o.order_id AS "o.order_id",
  o.line_no AS "o.line_no",
  CAST(date_trunc('month', o.ordered_on) AS DATE) AS "o.month",
  date_part('year', o.ordered_on) AS "o.year_no",
  CASE WHEN o.amount >= 100 THEN 'big' ELSE 'small' END AS "o.size",
  concat_ws('/', o.status, o.channel) AS "o.label",
  upper(o.channel) AS "o.channel",
  CAST(o.ordered_on + INTERVAL 30 DAY AS DATE) AS "o.due",
  date_diff('day', o.ordered_on, o.shipped_on) AS "o.days",
  CAST(o.amount * 100 AS BIGINT) AS "o.cents",
  strpos(o.status, 'a') AS "o.where_a",
  TRY_CAST(o.status AS BIGINT) AS "o.number"
FROM fct_orders AS o
ORDER BY 1, 2
