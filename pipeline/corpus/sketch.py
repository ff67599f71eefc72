"""What near duplicates are found by: MinHash bands (Broder 1997; banding as in Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, 3.4), over the shingles without a word of a repeated line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from pipeline.corpus.count import SHINGLE, begin_shingles
from pipeline.corpus.tables import BANDS, MOST_SHINGLES, SKETCHES
from pipeline.normal import Signed, mix

PERMUTATIONS, BAND, SEED = 128, 6, 20200211
"""21 bands of 6: a pair of Jaccard 0.8 shares a band with probability 0.998, one of 0.5 with 0.28."""
FEWEST_SHINGLES = 10
"""A document with fewer is never a near duplicate: chance would decide."""
FACTORS = np.cumprod(np.full(BAND, 0x9E3779B97F4A7C15, np.uint64), dtype=np.uint64)


class Sketched(NamedTuple):
    """A shard's tables, of schemas SKETCHES and BANDS."""

    sketches: pa.Table
    bands: pa.Table


def sketch_shard(documents: pa.Table, repeated: pa.Table, shard: str) -> Sketched:
    """The tables of the shard of this name, from its `documents` and the rows of REPEATED that it looks up."""
    sketched = [sketch_batch(batch, repeated, shard) for batch in documents.to_batches(max_chunksize=2_000)]
    sketches = pa.Table.from_batches([sketches for sketches, _ in sketched], SKETCHES)
    return Sketched(sketches, pa.Table.from_batches([bands for _, bands in sketched], BANDS))


def sketch_batch(documents: pa.RecordBatch, repeated: pa.Table, shard: str) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Rows of SKETCHES and of BANDS."""
    rows, shingles, words = _distinct(documents, repeated)
    counts = np.bincount(rows, minlength=len(documents))
    counts[counts < FEWEST_SHINGLES] = 0
    kept = counts[rows] > 0
    shingles = shingles[kept]
    offsets = np.concatenate(([0], np.cumsum(counts)))
    columns = {
        "id": documents["id"],
        "shard": pa.repeat(shard, len(documents)),
        "digest": documents["digest"],
        "damage": documents["damage"],
        "words": pa.array(words),
        "shingles": _first(shingles, offsets),
    }
    return pa.RecordBatch.from_pydict(columns, schema=SKETCHES), _bands(documents["id"], shingles, offsets)


def _first(shingles: npt.NDArray[np.int32], offsets: Signed) -> pa.ListArray:
    """The first MOST_SHINGLES of each stretch offsets[i]..offsets[i + 1]."""
    counts = np.diff(offsets)
    held = np.arange(len(shingles)) - np.repeat(offsets[:-1], counts) < MOST_SHINGLES
    lengths = np.minimum(counts, MOST_SHINGLES)
    return pa.ListArray.from_arrays(np.concatenate(([0], np.cumsum(lengths))).astype(np.int32), shingles[held])


def _distinct(documents: pa.RecordBatch, repeated: pa.Table) -> tuple[Signed, npt.NDArray[np.int32], Signed]:
    """The row and the shingle of every distinct shingle without a word of a repeated line, ascending; and how many
    there are in each row before equal ones are made one."""
    rows = pc.list_parent_indices(documents["shingles"]).to_numpy(zero_copy_only=False).astype(np.int64)
    shingles = documents["shingles"].flatten().to_numpy(zero_copy_only=False)
    repeats = are_repeated(documents["site"], documents["lines"], repeated)
    if repeats.any():
        taken = _are_fresh(documents, repeats)
        rows, shingles = rows[taken], shingles[taken]
    words = np.bincount(rows, minlength=len(documents))
    keys = np.sort(rows << 32 | shingles.view(np.uint32))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return keys >> 32, keys.astype(np.uint32).view(np.int32), words


def _are_fresh(documents: pa.RecordBatch, repeats: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which shingles have only words of lines that do not repeat."""
    words = documents["words"].flatten().to_numpy(zero_copy_only=False)
    starts = np.concatenate(([0], np.cumsum(words, dtype=np.int64)))[_starts(documents["words"])]
    stale = np.repeat(repeats, words)
    reached = stale.copy()
    for place in range(1, SHINGLE):
        reached[:-place] |= stale[place:]
    return np.asarray(~reached[begin_shingles(starts)])


def _starts(lists: pa.ListArray) -> Signed:
    """Where each list begins in the flattened column (one more than there are)."""
    offsets = lists.offsets.to_numpy()
    return np.asarray(offsets - offsets[0], np.int64)


def are_repeated(sites: pa.Array, lines: pa.ListArray, repeated: pa.Table) -> npt.NDArray[np.bool_]:
    """For every line of the flattened column, whether `repeated` names it for its row's site."""
    parents = pc.list_parent_indices(lines)
    asked = pa.table({"site": sites.take(parents), "line": lines.flatten(), "at": pa.array(np.arange(len(parents)))})
    found = asked.join(repeated.select(["site", "line"]), ["site", "line"], join_type="left semi", use_threads=False)
    answer = np.zeros(len(parents), bool)
    answer[found["at"].to_numpy()] = True
    return answer


def _bands(ids: pa.Array, shingles: npt.NDArray[np.int32], offsets: Signed) -> pa.RecordBatch:
    """A row for each band of each document that has shingles."""
    hashes = mix(shingles.view(np.uint32).astype(np.uint64))
    rows = np.flatnonzero(np.diff(offsets))
    borders = np.append(offsets[rows], len(shingles)).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, borders, PERMUTATIONS, SEED)
    bands = PERMUTATIONS // BAND
    digests = (
        np.array(matrix.to_rows(), np.uint64).reshape(-1, PERMUTATIONS)[:, : bands * BAND].reshape(-1, bands, BAND)
    )
    summed = (digests * FACTORS).sum(axis=2, dtype=np.uint64) + np.arange(bands, dtype=np.uint64)
    columns = [pa.array(mix(summed).view(np.int64).ravel()), ids.take(pa.array(np.repeat(rows, bands)))]
    return pa.RecordBatch.from_arrays(columns, schema=BANDS)
