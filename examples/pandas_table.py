"""The corpus as a data frame: pandas_table.py RUN"""

import sys

import pandas as pd

if __name__ == "__main__":
    corpus = pd.read_parquet(f"{sys.argv[1]}/corpus", columns=["id", "language", "date", "text", "edits"])
    corpus["characters"] = corpus["text"].str.len()
    corpus["edited"] = corpus["edits"].map(len)
    print(corpus.groupby("language")[["characters", "edited"]].sum().to_string())
