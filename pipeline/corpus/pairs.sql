-- Pairs of documents that share a band: each with the first of the band and with the 8 before it; in a band of more
-- than 64 with the first and the 2 before it. The work stays linear, and what is alike shares many bands.
WITH placed AS (
    SELECT numbered.number AS other, row_number() OVER band AS place, first_value(numbered.number) OVER band AS best,
        lag(numbered.number, 1) OVER band AS before1, lag(numbered.number, 2) OVER band AS before2,
        lag(numbered.number, 3) OVER band AS before3, lag(numbered.number, 4) OVER band AS before4,
        lag(numbered.number, 5) OVER band AS before5, lag(numbered.number, 6) OVER band AS before6,
        lag(numbered.number, 7) OVER band AS before7, lag(numbered.number, 8) OVER band AS before8
    FROM bands JOIN numbered ON bands.id = numbered.id
    WINDOW band AS (PARTITION BY bands.band ORDER BY numbered.number)
)
SELECT DISTINCT one, other
FROM (
    SELECT other, CASE distance WHEN 0 THEN best WHEN 1 THEN before1 WHEN 2 THEN before2 WHEN 3 THEN before3
        WHEN 4 THEN before4 WHEN 5 THEN before5 WHEN 6 THEN before6 WHEN 7 THEN before7 ELSE before8 END AS one
    FROM placed CROSS JOIN range(0, 9) AS distances(distance)
    WHERE distance < CASE WHEN place > 64 THEN 3 ELSE 9 END
) AS paired
WHERE one <> other
