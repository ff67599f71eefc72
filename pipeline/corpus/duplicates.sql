-- Every document of a cluster of two or more: what it duplicates (null for the one that is kept) and how alike.
WITH named AS (
    SELECT mine.id, kept.id AS kept, near.similarity
    FROM near JOIN numbered AS mine ON near.number = mine.number JOIN numbered AS kept ON near.kept = kept.number
)
SELECT id, shard, kept AS cluster,
    CASE WHEN id = kept THEN NULL ELSE kept END AS duplicate_of,
    CASE WHEN id = kept THEN NULL ELSE CAST(similarity AS FLOAT) END AS similarity
FROM (
    SELECT exact.id, exact.shard, coalesce(named.kept, exact.best) AS kept,
        coalesce(named.similarity, 1.0) AS similarity,
        count(*) OVER (PARTITION BY coalesce(named.kept, exact.best)) AS members
    FROM exact LEFT JOIN named ON exact.best = named.id
) AS judged
WHERE members > 1
ORDER BY shard, id
