SELECT
  count(*) AS "w.word_count"
FROM words AS w
WHERE (w.value COLLATE "C" > 'blah') IS NOT TRUE
