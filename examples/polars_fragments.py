"""Foreign fragments as a table of their own: polars_fragments.py RUN"""

import sys

import polars as pl

if __name__ == "__main__":
    fragments = (
        pl.scan_parquet(f"{sys.argv[1]}/corpus/*.parquet")
        .select("id", "text", page="language", fragment="fragments")
        .explode("fragment")
        .filter(pl.col("fragment").is_not_null())
        .unnest("fragment")
        .with_columns(said=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    )
    for page, language, said in fragments.select("page", "language", "said").collect().iter_rows():
        print(page, language, said, sep="\t")
