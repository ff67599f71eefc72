-- For every shard the repeated lines that its documents hold, in the order of shards.
SELECT DISTINCT lines.shard, repeated.site, repeated.line, repeated.documents, repeated.share
FROM lines JOIN repeated ON lines.site = repeated.site AND lines.line = repeated.line
ORDER BY shard, site, line
