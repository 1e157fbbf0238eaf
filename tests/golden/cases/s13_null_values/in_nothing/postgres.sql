SELECT
  count(*) AS "w.word_count"
FROM words AS w
WHERE FALSE
