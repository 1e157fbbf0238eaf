SELECT
  count(*) AS "w.word_count"
FROM words AS w
WHERE (w.value = 'blah') IS NOT TRUE
  AND w.value IS NOT NULL
