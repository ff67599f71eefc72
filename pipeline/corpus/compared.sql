-- The shingles of both documents of each pair.
SELECT pairs.one, pairs.other, a.shingles AS one_shingles, b.shingles AS other_shingles
FROM pairs
JOIN sketches AS a ON pairs.one = a.id
JOIN sketches AS b ON pairs.other = b.id
