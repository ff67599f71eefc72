"""Clean a Hugging Face dataset in place: hugging_face_map.py TEXTS.jsonl"""

import sys

from datasets import load_dataset

from pipeline import clean


def cleaned(row: dict) -> dict:
    result = clean(row["text"])
    removed = [entry.rule for entry in result.ledger if entry.outcome == "applied"]
    return {"text": result.text, "language": result.row["language"], "rules": removed}


if __name__ == "__main__":
    texts = load_dataset("json", data_files=sys.argv[1], split="train")
    for row in texts.map(cleaned):
        print(row["language"], len(row["rules"]), row["text"][:60].replace("\n", " "))
