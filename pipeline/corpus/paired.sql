-- The documents of all pairs in order of preference: the least damaged, then the longest, then by id.
SELECT id
FROM sketches
WHERE id IN (SELECT one FROM pairs) OR id IN (SELECT other FROM pairs)
ORDER BY damage, words DESC, id
