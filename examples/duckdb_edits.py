"""Which rule removed how much of which language: duckdb_edits.py RUN"""

import sys

import duckdb

QUERY = """
SELECT language, e.rule AS rule, count(*) AS times, sum(length(e.before)) AS characters
FROM (SELECT language, unnest(edits) AS e FROM read_parquet($parts))
WHERE e.outcome = 'applied' AND e.after = ''
GROUP BY ALL ORDER BY characters DESC, rule LIMIT 20
"""

if __name__ == "__main__":
    for language, rule, times, characters in duckdb.execute(
        QUERY, {"parts": f"{sys.argv[1]}/corpus/*.parquet"}
    ).fetchall():
        print(f"{language}\t{rule}\t{times}\t{characters}")
