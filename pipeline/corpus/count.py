"""What one shard's sources hold: a row a document, and a row for each distinct line of a site and story."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.tables import DOCUMENTS, LINES
from pipeline.normal import Signed, Unsigned, Words, are_counted, hash_words, mix, read_words, sites_of, split_lines
from pipeline.shape import bytes_of

SHINGLE = 5
"""Words of a shingle, as in RefinedWeb and FineWeb."""
PROSE_WIDTH = 80
"""Width (see `normal.Words`) from which a line is prose."""
FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63], np.uint64
)


class Counted(NamedTuple):
    """A shard's tables, of schemas DOCUMENTS and LINES."""

    documents: pa.Table
    lines: pa.Table


class Lines(NamedTuple):
    """The lines of a batch that hold a word: each one's row, hash, whether it counts, its width, and where its
    words begin (one more than there are lines)."""

    rows: Signed
    hashes: Signed
    counted: npt.NDArray[np.bool_]
    widths: Signed
    offsets: Signed


def count_shard(batches: Iterable[pa.RecordBatch], shard: str = "") -> Counted:
    """The tables of the shard of this name. `batches` have the columns id, text, url, source, reason of
    schema.DOCUMENTS; rejects are left out."""
    counted = [count_batch(batch, shard) for batch in batches]
    documents = pa.Table.from_batches([documents for documents, _ in counted], DOCUMENTS)
    return Counted(documents, pa.concat_tables([LINES.empty_table(), *(lines for _, lines in counted)]))


def count_batch(batch: pa.RecordBatch, shard: str = "") -> tuple[pa.RecordBatch, pa.Table]:
    """Rows of DOCUMENTS and of LINES for one batch; those of LINES are distinct."""
    batch = batch.filter(pc.is_null(batch["reason"]))
    split = split_lines(batch["text"])
    words = read_words(split.flatten())
    lines = _lines(words, pc.list_parent_indices(split).to_numpy(zero_copy_only=False))
    sites = sites_of(batch["url"], batch["source"])
    stories = _stories(lines, len(batch))
    borders = np.searchsorted(lines.rows, np.arange(len(batch) + 1))
    documents = [
        batch["id"],
        sites,
        _digests(words.hashes, lines.offsets[borders], batch["text"]),
        pa.array(stories),
        _damage(batch["text"]),
        pa.ListArray.from_arrays(borders.astype(np.int32), np.where(lines.counted, lines.hashes, 0)),
        pa.ListArray.from_arrays(borders.astype(np.int32), np.diff(lines.offsets).astype(np.int32)),
        _shingles(words.hashes, lines.offsets[borders]),
    ]
    return pa.RecordBatch.from_arrays(documents, schema=DOCUMENTS), _told(lines, sites, stories, shard)


def _told(lines: Lines, sites: pa.Array, stories: Signed, shard: str) -> pa.Table:
    """Rows of LINES, each once."""
    names = sites.dictionary_encode()
    rows = lines.rows[lines.counted]
    keys = [names.indices.to_numpy()[rows], lines.hashes[lines.counted], stories[rows]]
    told = pa.table(keys, names=["site", "line", "story"])
    told = told.group_by(told.schema.names, use_threads=False).aggregate([])
    columns = [pa.repeat(shard, len(told)), names.dictionary.take(told["site"]), told["line"], told["story"]]
    return pa.table(columns, schema=LINES)


def _lines(words: Words, rows: Signed) -> Lines:
    filled = np.diff(words.offsets) > 0
    offsets = np.append(words.offsets[:-1][filled], len(words.hashes))
    return Lines(rows[filled], hash_words(words)[filled], are_counted(words)[filled], words.widths[filled], offsets)


def _stories(lines: Lines, rows: int) -> Signed:
    """The sum of the hashes of each row's prose, or of all its lines where it has none.

    Two pages that share all their prose tell one story: their other lines are no evidence for each other.
    """
    stories = np.zeros(rows, np.int64)
    prose = lines.widths >= PROSE_WIDTH
    told = np.bincount(lines.rows[prose], minlength=rows) > 0
    taken = prose | ~told[lines.rows]
    np.add.at(stories, lines.rows[taken], lines.hashes[taken])
    return stories


def _digests(words: Unsigned, borders: Signed, texts: pa.Array) -> pa.Array:
    """32 hex digits over each row's words, or over the text itself where it has none."""
    held = [words[start:end].tobytes() for start, end in pairwise(borders)]
    data = (words or b"text" + text.encode() for words, text in zip(held, texts.to_pylist(), strict=True))
    return pa.array([blake2b(part, digest_size=16).hexdigest() for part in data], pa.string())


def _damage(texts: pa.Array) -> pa.Array:
    """How many characters of each text only broken decoding leaves: U+FFFD, and U+0080 to U+009F but U+0085."""
    offsets, data = bytes_of(texts)
    controls, lost = np.flatnonzero(data == 0xC2), np.flatnonzero(data == 0xEF)
    seconds = data[controls + 1]
    controls = controls[(seconds < 0xA0) & (seconds != 0x85)]
    lost = lost[(data[lost + 1] == 0xBF) & (data[lost + 2] == 0xBD)]
    rows = np.searchsorted(offsets, np.concatenate([controls, lost]), side="right") - 1
    return pa.array(np.bincount(rows, minlength=len(texts)))


def _shingles(words: Unsigned, starts: Signed) -> pa.Array:
    """The column `shingles` of rows whose words begin at `starts`. Fewer than SHINGLE words are one shingle."""
    begin = begin_shingles(starts)
    hashes = np.zeros(len(words), np.uint64)
    for place, factor in enumerate(FACTORS[: len(words)]):
        hashes[: len(words) - place] += words[place:] * factor
    for row in np.flatnonzero(np.diff(starts) < SHINGLE).tolist():
        held = words[starts[row] : starts[row + 1]]
        hashes[starts[row] : starts[row] + len(held[:1])] = (held * FACTORS[: len(held)]).sum()
    offsets = np.concatenate(([0], np.cumsum(begin)))[starts]
    shingles = (mix(hashes[begin]) >> np.uint64(32)).astype(np.uint32).view(np.int32)
    return pa.ListArray.from_arrays(offsets.astype(np.int32), shingles)


def begin_shingles(starts: Signed) -> npt.NDArray[np.bool_]:
    """At which words of rows that begin at `starts` (and end with the last) a shingle begins."""
    begin = np.ones(starts[-1], bool)
    lengths = np.diff(starts)
    for place in range(1, SHINGLE):
        begin[starts[1:][lengths > place] - place] = False
    return begin
