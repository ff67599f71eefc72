-- Lines that at least {least} stories of a site hold; `share` is how many in a hundred of its stories do.
-- DISTINCT and two plain GROUP BYs, for these spill to disk.
SELECT held.site, held.line, held.documents,
    CAST(floor(100 * held.documents / CAST(sites.stories AS DOUBLE)) AS BIGINT) AS share
FROM (
    SELECT site, line, count(*) AS documents
    FROM (
        SELECT DISTINCT lines.site, lines.line, lines.story
        FROM lines JOIN sites ON lines.site = sites.site
        WHERE sites.stories >= {least}
    ) AS told
    GROUP BY site, line
    HAVING count(*) >= {least}
) AS held
JOIN sites ON held.site = sites.site
ORDER BY held.site, held.line
