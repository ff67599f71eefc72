"""Texts batch by batch, in constant memory, for any tokenizer's trainer: tokenizer_feed.py RUN"""

import sys
from collections import Counter
from collections.abc import Iterator

import pyarrow.dataset as ds


def batches(run: str) -> Iterator[list[str]]:
    for batch in ds.dataset(f"{run}/corpus").to_batches(columns=["text"], batch_size=1000):
        yield batch["text"].to_pylist()


if __name__ == "__main__":
    words = Counter(word for texts in batches(sys.argv[1]) for text in texts for word in text.split())
    print(*(f"{number}\t{word}" for word, number in words.most_common(10)), sep="\n")
