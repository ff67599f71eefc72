-- Every document of a cluster of two or more: what it duplicates (null for the one that is kept) and how alike.
SELECT id, shard, kept AS cluster,
    CASE WHEN id = kept THEN NULL ELSE kept END AS duplicate_of,
    CASE WHEN id = kept THEN NULL ELSE CAST(similarity AS FLOAT) END AS similarity
FROM (
    SELECT exact.id, exact.shard, coalesce(near.kept, exact.best) AS kept, coalesce(near.similarity, 1.0) AS similarity,
        count(*) OVER (PARTITION BY coalesce(near.kept, exact.best)) AS members
    FROM exact LEFT JOIN near ON exact.best = near.id
) AS judged
WHERE members > 1
ORDER BY shard, id
