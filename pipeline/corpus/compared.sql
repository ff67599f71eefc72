-- The shingles of both documents of each pair.
WITH held AS (SELECT numbered.number, sketches.shingles FROM sketches JOIN numbered ON sketches.id = numbered.id)
SELECT pairs.one, pairs.other, a.shingles AS one_shingles, b.shingles AS other_shingles
FROM pairs
JOIN held AS a ON pairs.one = a.number
JOIN held AS b ON pairs.other = b.number
