SELECT DISTINCT engine FROM planes ORDER BY engine
