-- Pairs of documents that share a band: each with the first of the band and with the 8 before it; in a band of more
-- than 64 with the first and the 2 before it. The work stays linear, and what is alike shares many bands.
WITH placed AS (
    SELECT bands.id, row_number() OVER band AS place, first_value(bands.id) OVER band AS best,
        lag(bands.id, 1) OVER band AS before1, lag(bands.id, 2) OVER band AS before2,
        lag(bands.id, 3) OVER band AS before3, lag(bands.id, 4) OVER band AS before4,
        lag(bands.id, 5) OVER band AS before5, lag(bands.id, 6) OVER band AS before6,
        lag(bands.id, 7) OVER band AS before7, lag(bands.id, 8) OVER band AS before8
    FROM bands JOIN exact ON bands.id = exact.id
    WHERE exact.id = exact.best
    WINDOW band AS (PARTITION BY bands.band ORDER BY bands.id)
)
SELECT DISTINCT one, other
FROM (
    SELECT id AS other, CASE number WHEN 0 THEN best WHEN 1 THEN before1 WHEN 2 THEN before2 WHEN 3 THEN before3
        WHEN 4 THEN before4 WHEN 5 THEN before5 WHEN 6 THEN before6 WHEN 7 THEN before7 ELSE before8 END AS one
    FROM placed CROSS JOIN range(0, 9) AS numbers(number)
    WHERE number < CASE WHEN place > 64 THEN 3 ELSE 9 END
) AS paired
WHERE one <> other
