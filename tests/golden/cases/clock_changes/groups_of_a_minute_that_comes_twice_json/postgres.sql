SELECT
  t.ti - (t.ti AT TIME ZONE 'America/New_York' - date_trunc('minute', t.ti AT TIME ZONE 'America/New_York')) AS "t.ti.minute",
  count(*) AS "t.n"
FROM readings AS t
GROUP BY 1
HAVING t.ti - (t.ti AT TIME ZONE 'America/New_York' - date_trunc('minute', t.ti AT TIME ZONE 'America/New_York')) >= TIMESTAMPTZ '2013-11-03 05:30:00+00' AND t.ti - (t.ti AT TIME ZONE 'America/New_York' - date_trunc('minute', t.ti AT TIME ZONE 'America/New_York')) < TIMESTAMPTZ '2013-11-03 05:31:00+00' OR t.ti - (t.ti AT TIME ZONE 'America/New_York' - date_trunc('minute', t.ti AT TIME ZONE 'America/New_York')) >= TIMESTAMPTZ '2013-11-03 06:30:00+00' AND t.ti - (t.ti AT TIME ZONE 'America/New_York' - date_trunc('minute', t.ti AT TIME ZONE 'America/New_York')) < TIMESTAMPTZ '2013-11-03 06:31:00+00' OR count(*) > 100
