-- A number for each document that may have near duplicates, in the order of ids: pairs of numbers are a fifth of pairs
-- of ids.
SELECT id, row_number() OVER (ORDER BY id) AS number
FROM exact
WHERE id = best
