-- What the cases of this folder are asked of. Every value follows from its row number, so all runs
-- on one version of DuckDB see the same rows. Rows whose partner is gone are in all facts, as in life:
-- whoever drops them answers another question.

-- A star: 5,000,000 sales, three dimensions.
CREATE TABLE products AS
SELECT i::INTEGER AS id, 'category ' || hash(i) % 50 AS category
FROM range(20000) AS r(i);
CREATE TABLE stores AS
SELECT i::INTEGER AS id, 'region ' || hash(i, 1) % 12 AS region
FROM range(500) AS r(i);
CREATE TABLE buyers AS
SELECT i::INTEGER AS id, 'segment ' || hash(i, 2) % 6 AS segment
FROM range(100000) AS r(i);
CREATE TABLE sales AS
SELECT
  i::INTEGER AS id,
  (hash(i, 3) % 20050)::INTEGER AS product_id,
  (hash(i, 4) % 501)::INTEGER AS store_id,
  CASE WHEN hash(i, 5) % 1000 > 0 THEN (hash(i, 6) % 100000)::INTEGER END AS buyer_id,
  ((hash(i, 7) % 100000)::INTEGER / 100)::DECIMAL(12, 2) AS amount
FROM range(5000000) AS r(i);

-- A chasm: 2,000 members (and 10 that are gone) with 100 visits and 100 calls each.
CREATE TABLE members AS
SELECT i::INTEGER AS id, 'country ' || hash(i, 8) % 30 AS country
FROM range(2000) AS r(i);
CREATE TABLE visits AS
SELECT i::INTEGER AS id, (i % 2010)::INTEGER AS member_id, (hash(i, 9) % 600)::INTEGER AS minutes
FROM range(201000) AS r(i);
CREATE TABLE calls AS
SELECT i::INTEGER AS id, (i % 2010)::INTEGER AS member_id, (hash(i, 10) % 90)::INTEGER AS minutes
FROM range(201000) AS r(i);

-- A larger one: 1,000,000 orders and 1,000,000 tickets of 100,000 customers. Of the orders one in 20
-- has no lines; the others have 3 on average.
CREATE TABLE customers AS
SELECT i::INTEGER AS id, 'country ' || hash(i, 11) % 30 AS country
FROM range(100000) AS r(i);
CREATE TABLE orders AS
SELECT
  i::INTEGER AS id,
  (hash(i, 12) % 100100)::INTEGER AS customer_id,
  'channel ' || hash(i, 13) % 8 AS channel,
  ((hash(i, 14) % 100000)::INTEGER / 100)::DECIMAL(12, 2) AS amount
FROM range(1000000) AS r(i);
CREATE TABLE tickets AS
SELECT
  i::INTEGER AS id,
  (hash(i, 15) % 100100)::INTEGER AS customer_id,
  (hash(i, 16) % 480)::INTEGER AS minutes
FROM range(1000000) AS r(i);
CREATE TABLE lines AS
SELECT
  i::INTEGER AS id,
  (hash(i, 17) % 950000)::INTEGER AS order_id,
  'kind ' || hash(i, 18) % 40 AS kind,
  (1 + hash(i, 19) % 12)::INTEGER AS quantity
FROM range(3000000) AS r(i);
