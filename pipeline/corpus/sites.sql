-- Every site with how many stories it tells. A site with one story is not judged.
SELECT site, count(DISTINCT story) AS stories, count(*) AS documents
FROM documents
GROUP BY site
