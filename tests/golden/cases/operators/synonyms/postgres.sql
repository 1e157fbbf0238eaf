SELECT
  sum(k."bit") FILTER (WHERE k.n = 20) AS "=",
  sum(k."bit") FILTER (WHERE k.n = 20) AS eq,
  sum(k."bit") FILTER (WHERE k.n = 20) AS equals,
  sum(k."bit") FILTER (WHERE k.n IS DISTINCT FROM 20) AS "<>",
  sum(k."bit") FILTER (WHERE k.n IS DISTINCT FROM 20) AS ne,
  sum(k."bit") FILTER (WHERE k.n IS DISTINCT FROM 20) AS not_equals,
  sum(k."bit") FILTER (WHERE k.n > 10) AS gt,
  sum(k."bit") FILTER (WHERE k.n >= 20) AS gte,
  sum(k."bit") FILTER (WHERE k.n < 20) AS lt,
  sum(k."bit") FILTER (WHERE k.n <= 10) AS lte,
  sum(k."bit") FILTER (WHERE (k.n = 20) IS NOT TRUE) AS not_in,
  sum(k."bit") FILTER (WHERE k.n IS NULL) AS is_null,
  sum(k."bit") FILTER (WHERE k.n IS NOT NULL) AS is_not_null
FROM kinds AS k
