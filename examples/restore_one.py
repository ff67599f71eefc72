"""The source text of the first document with an edit, rebuilt from its ledger: restore_one.py RUN"""

import sys

import pyarrow.dataset as ds

from pipeline import Entry, restore

if __name__ == "__main__":
    for row in ds.dataset(f"{sys.argv[1]}/corpus").to_table(columns=["id", "text", "edits"]).to_pylist():
        ledger = [Entry(*(edit[name] for name in Entry._fields)) for edit in row["edits"]]
        if ledger:
            print(row["id"])
            print(restore(row["text"], ledger))
            break
