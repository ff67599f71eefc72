-- The shingles of every document of a pair.
SELECT numbered.number, sketches.shingles
FROM sketches JOIN numbered ON sketches.id = numbered.id
WHERE numbered.number IN (SELECT one FROM pairs) OR numbered.number IN (SELECT other FROM pairs)
