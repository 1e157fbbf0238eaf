SELECT
  "order"."payer.name" AS "payer.name",
  "order"."order.buyer.region.name" AS "order.buyer.region.name",
  CAST("order"."order.share_in_region" AS DOUBLE PRECISION) / nullif(whole.value, 0) AS "order.share_in_region",
  CAST("order"."order.share_in_region" AS DOUBLE PRECISION) / nullif(whole_2.value, 0) AS "order.share"
FROM (
  SELECT
    payer.name AS "payer.name",
    buyer_region.name AS "order.buyer.region.name",
    sum("order".amount) AS "order.share_in_region"
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  LEFT JOIN customers AS payer ON "order".payer_id = payer.id
  GROUP BY 1, 2
) AS "order"
LEFT JOIN (
  SELECT
    buyer_region.name AS key_1,
    sum("order".amount) AS value
  FROM orders AS "order"
  LEFT JOIN customers AS buyer ON "order".buyer_id = buyer.id
  LEFT JOIN regions AS buyer_region ON buyer.region_id = buyer_region.id
  GROUP BY 1
) AS whole ON ARRAY["order"."order.buyer.region.name"] = ARRAY[whole.key_1]
CROSS JOIN (
  SELECT
    sum("order".amount) AS value
  FROM orders AS "order"
) AS whole_2
