-- The documents of all pairs in order of preference: the least damaged, then the longest, then by id.
SELECT numbered.number
FROM sketches JOIN numbered ON sketches.id = numbered.id
WHERE numbered.number IN (SELECT one FROM pairs) OR numbered.number IN (SELECT other FROM pairs)
ORDER BY damage, words DESC, numbered.number
