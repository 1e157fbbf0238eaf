SELECT
  count(*) AS "w.word_count"
FROM words AS w
WHERE w.value = 'blah'
