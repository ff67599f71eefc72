-- Pairs of documents that share a band. In a full band each one is paired with the first and with its {near} next
-- neighbours only: the work stays linear, and what is alike shares many bands.
WITH placed AS (
    SELECT bands.band, bands.id, row_number() OVER (PARTITION BY bands.band ORDER BY bands.id) AS place
    FROM bands JOIN exact ON bands.id = exact.id
    WHERE exact.id = exact.best
)
SELECT DISTINCT one.id AS one, other.id AS other
FROM placed AS one JOIN placed AS other ON one.band = other.band
WHERE one.place < other.place AND (one.place = 1 OR other.place <= one.place + {near})
