-- What cannot be kept is in `lost`. For each other document the best one with the same words: the least damaged, then the first id. Equal words, equal length.
SELECT id, shard, first_value(id) OVER (PARTITION BY digest ORDER BY damage, id) AS best
FROM sketches
WHERE id NOT IN (SELECT id FROM lost)
