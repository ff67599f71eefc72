"""How sources become shards, the units of work. A shard's key says all that decides its bytes.

Small files are grouped by content-defined borders: a hash of a file's name says whether a group ends after it,
the likelier the bigger the file. So a new, removed or changed file changes its own group only. A big file of
lines is cut at the first record border after each multiple of SHARD_BYTES: appending changes its last shard only.
A compressed file, and CSV, is one shard however big, read as a stream: where its records begin is known only to who
reads it from its start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.reading.limits import SHARD_BYTES, SHARD_CEILING, SMALL_FILE
from pipeline.reading.parquet_groups import row_groups
from pipeline.reading.sources import Source
from pipeline.reading.stored import BLOCK, Stored, open_stored


class Slice(NamedTuple):
    """Stored bytes start..end of a file (of Parquet: row groups), the number of their first record, how many stored
    bytes they are, and the SHA-256 that changes when they do."""

    start: int
    end: int
    first: int
    size: int
    sha256: str


class Piece(NamedTuple):
    """A slice of a source. Of a source that is a reject, `slice.sha256` hashes the reason."""

    source: Source
    slice: Slice


class Shard(NamedTuple):
    """Pieces that one task reads, cleans and writes."""

    key: str
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Stored bytes."""
        return sum(piece.slice.size for piece in self.pieces)


Slicer = Callable[[Source], Sequence[Slice]]


def plan_shards(sources: Iterable[Source], recipe: Sequence[str], slices_of: Slicer) -> list[Shard]:
    """All shards of `sources` (ordered by name). `recipe` holds everything but the input that decides the output."""
    pieces = ((Piece(source, part) for part in _slices(source, slices_of)) for source in sources)
    return [Shard(_key(group, recipe), tuple(group)) for group in _groups(pieces)]


def _slices(source: Source, slices_of: Slicer) -> Sequence[Slice]:
    if not source.reason:
        return slices_of(source)
    digest = hashlib.sha256(f"{source.reason}\0{source.detail}".encode()).hexdigest()
    return [Slice(0, 0, 0, 0, digest)]


def _groups(files: Iterable[Iterable[Piece]]) -> Iterator[list[Piece]]:
    held: list[Piece] = []
    weight = 0
    for file in files:
        pieces = list(file)
        if len(pieces) > 1:
            yield from ([piece] for piece in pieces)
            continue
        held += pieces
        weight += pieces[0].source.size
        if _ends_group(pieces[0].source) or weight >= SHARD_CEILING:
            yield held
            held, weight = [], 0
    if held:
        yield held


def _ends_group(source: Source) -> bool:
    """Whether a group ends after this file: with the chance that its weight has of the target.

    The weight is rounded to a power of 4, so that a small change of a file hardly ever moves a border.
    """
    weight = SMALL_FILE
    while weight < source.size:
        weight *= 4
    draw = int.from_bytes(hashlib.sha256(source.name.encode()).digest()[:8]) / (1 << 64)
    return draw < weight / SHARD_BYTES


def _key(pieces: Iterable[Piece], recipe: Sequence[str]) -> str:
    content = [(piece.source.name, piece.slice.first, piece.slice.sha256) for piece in pieces]
    return hashlib.sha256(json.dumps([list(recipe), content]).encode()).hexdigest()


def run_id(shards: Iterable[Shard], recipe: Sequence[str]) -> str:
    """The name of a run: 16 hex digits over recipe and shard keys."""
    data = json.dumps([list(recipe), sorted(shard.key for shard in shards)])
    return hashlib.sha256(data.encode()).hexdigest()[:16]


def read_slices(source: Source) -> list[Slice]:
    """Read a file once: its slices with their hashes. Only plain JSONL and Parquet files have more than one.

    Raises OSError.
    """
    with Stored(source.path) as stored:
        if source.format == "jsonl" and not source.compression and source.size > SHARD_BYTES:
            return list(_cut(stored))
        digest = stored.drain()
        if source.format == "parquet" and not source.compression:
            return _cut_groups(row_groups(open_stored(source.path)), stored.position, digest)
        return [Slice(0, stored.position, 0, stored.position, digest)]


def _cut_groups(groups: Sequence[tuple[int, int]], size: int, digest: str) -> list[Slice]:
    """Runs of row groups of a Parquet file; one run of none where it cannot be read."""
    slices = []
    start = first = rows = held = 0
    for index, (count, weight) in enumerate(groups):
        rows, held = rows + count, held + weight
        if held >= SHARD_BYTES or index == len(groups) - 1:
            share = size * (index + 1 - start) // len(groups)
            slices.append(Slice(start, index + 1, first, share, digest))
            start, first, held = index + 1, rows, 0
    return slices or [Slice(0, 0, 0, size, digest)]


def _cut(stored: Stored) -> Iterator[Slice]:
    """Slices of a file of lines: each ends after the first newline at or past a multiple of SHARD_BYTES."""
    start = at = first = lines = 0
    digest = hashlib.sha256()
    while block := stored.read(BLOCK):
        while block:
            target = (start // SHARD_BYTES + 1) * SHARD_BYTES
            border = block.find(b"\n", max(target - 1 - at, 0)) + 1
            part = block[:border] if border else block
            digest.update(part)
            lines += part.count(b"\n")
            at += len(part)
            block = block[len(part) :]
            if border:
                yield Slice(start, at, first, at - start, digest.hexdigest())
                start, first, digest = at, lines, hashlib.sha256()
    if at > start:
        yield Slice(start, at, first, at - start, digest.hexdigest())
