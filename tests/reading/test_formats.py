"""Every format gives every record, and every damaged file says so."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import os
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.reading.columns import Columns
from pipeline.reading.parquet import read_parquet, rows_at_once
from pipeline.reading.records import Row
from tests.reading.helpers import fates, read_file

LINES = [json.dumps({"text": f"This is text number {n}, and it says so.", "id": n, "extra": n * 2}) for n in range(500)]
JSONL = "\n".join(LINES).encode() + b"\n"
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def texts(rows: list[Row]) -> list[str | None]:
    return [row.text for row in rows if row.reason is None]


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_reads_as_the_plain_one(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(JSONL)
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(PACK[suffix](JSONL))
    plain, packed = read_file(tmp_path / "a.jsonl"), read_file(tmp_path / f"a.jsonl.{suffix}")
    assert texts(packed) == texts(plain)
    assert len(texts(plain)) == 500


@pytest.mark.parametrize("suffix", PACK)
def test_members_are_read_one_after_another(suffix: str, tmp_path: Path) -> None:
    half = JSONL.index(b"\n", len(JSONL) // 2) + 1
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(PACK[suffix](JSONL[:half]) + PACK[suffix](JSONL[half:]))
    assert len(texts(read_file(path))) == 500


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_cut_file_keeps_whole_lines_and_says_so(suffix: str, share: float, tmp_path: Path) -> None:
    packed = PACK[suffix](JSONL)
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(packed[: int(len(packed) * share)])
    rows = read_file(path)
    assert fates(rows)[-1] == "truncated"
    assert set(fates(rows)[:-1]) <= {None}
    assert texts(rows) == [json.loads(line)["text"] for line in LINES[: len(rows) - 1]]
    assert rows[-1].record == len(rows) - 1
    assert "unpacked bytes" in (rows[-1].detail or "")


@pytest.mark.parametrize("suffix", PACK)
def test_every_cut_is_told(suffix: str, tmp_path: Path) -> None:
    packed = PACK[suffix](b'{"text": "One line."}\n')
    for length in range(1, len(packed)):
        path = tmp_path / f"{length}.jsonl.{suffix}"
        path.write_bytes(packed[:length])
        assert fates(read_file(path))[-1] in ("truncated", "corrupt"), length


@pytest.mark.parametrize("suffix", PACK)
def test_a_flipped_bit_and_garbage_behind_are_told(suffix: str, tmp_path: Path) -> None:
    packed = bytearray(PACK[suffix](JSONL))
    (tmp_path / f"tail.jsonl.{suffix}").write_bytes(bytes(packed) + b"garbage")
    assert fates(read_file(tmp_path / f"tail.jsonl.{suffix}")).count(None) == 500
    assert fates(read_file(tmp_path / f"tail.jsonl.{suffix}"))[-1] in ("corrupt", "truncated")
    if suffix != "zst":  # the library's one-shot frames have no checksum
        packed[len(packed) // 2] ^= 4
        (tmp_path / f"flip.jsonl.{suffix}").write_bytes(bytes(packed))
        assert fates(read_file(tmp_path / f"flip.jsonl.{suffix}"))[-1] in ("corrupt", "truncated", "invalid_json")


def test_zeros_after_gzip_are_padding(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(JSONL) + bytes(1000))
    assert fates(read_file(tmp_path / "a.jsonl.gz")) == [None] * 500


def test_a_cut_text_is_no_document(tmp_path: Path) -> None:
    packed = gzip.compress(b"A sentence of a text. " * 500 + bytes(range(256)) * 4)
    (tmp_path / "a.txt.gz").write_bytes(packed[:-200])
    (row,) = read_file(tmp_path / "a.txt.gz")
    assert row.reason == "truncated"
    assert row.raw


@pytest.mark.parametrize("suffix", ["gz", "zst", "xz", "bz2"])
def test_a_bomb_is_stopped(suffix: str, tmp_path: Path) -> None:
    block = bytes(1 << 20)
    path = tmp_path / f"a.jsonl.{suffix}"
    with {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open, "zst": zstandard.open}[suffix](path, "wb") as file:
        for _ in range(100):
            file.write(block)
    rows = read_file(path)
    assert fates(rows)[-1] in ("bomb", "too_large")
    assert sum(len(row.raw or b"") for row in rows) < 80_000_000


CSV = b'id,text,score\n1,"A text, with a comma.",5\n2,"Two\nlines, ""quoted"".",6\n\n3,Plain.,\n'


@pytest.mark.parametrize("name, data", [("a.csv", CSV), ("b.csv", b"\xef\xbb\xbf" + CSV.replace(b"\n", b"\r\n"))])
def test_csv(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    rows = read_file(tmp_path / name)
    assert fates(rows) == [None] * 3
    assert [row.source_id for row in rows] == ["1", "2", "3"]
    assert (rows[1].text or "").replace("\r", "") == 'Two\nlines, "quoted".'
    assert json.loads(rows[0].meta or "") == {"score": "5"}


def test_tsv_and_other_columns(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(b"body\turl\tauthor\nA text.\thttps://example.org/\tA. Writer\n")
    (row,) = read_file(tmp_path / "a.tsv", Columns(text="body"))
    assert (row.text, row.url, row.author, row.meta) == ("A text.", "https://example.org/", "A. Writer", None)


def test_broken_csv_rows_lose_no_neighbour(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        b'id,text\n1,Good.\n2,"Bad" quote.\n3,Good.\n4,too,many\n5,"never closed\n6,Good.\n7,"Good."\n'
    )
    rows = read_file(tmp_path / "a.csv")
    assert fates(rows) == [None, "invalid_csv", None, "invalid_csv", "invalid_csv", None, None]
    assert [row.record for row in rows] == list(range(7))
    assert rows[4].raw == b'5,"never closed\n'


def test_csv_of_another_charset_is_decoded(tmp_path: Path) -> None:
    text = "Le café était fermé, à côté de la forêt où il gèle."
    (tmp_path / "a.csv").write_bytes(f'id,text\n1,"{text}"\n'.encode("latin-1"))
    (row,) = read_file(tmp_path / "a.csv")
    assert row.text == text
    assert "charset_guessed" in row.flags


def test_csv_without_text_column_and_with_twin_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,body\n1,x\n2,y\n")
    assert fates(read_file(tmp_path / "a.csv")) == ["no_text"] * 2
    (tmp_path / "b.csv").write_bytes(b"text,text\n1,x\n")
    assert fates(read_file(tmp_path / "b.csv")) == ["invalid_csv"]
    (tmp_path / "c.csv").write_bytes(b"text\n")
    assert fates(read_file(tmp_path / "c.csv")) == ["empty"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet(kind: pa.DataType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reading.plan.SHARD_BYTES", 2_000)
    table = pa.table(
        {
            "text": pa.array(["First text."] * 40 + [None, "Last text."], pa.string()).cast(kind),
            "id": range(42),
            "tags": [["a", "b"]] * 42,
            "seen": [datetime.date(2024, 5, 6)] * 42,
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10)
    rows = read_file(tmp_path / "a.parquet")
    assert [row.record for row in rows] == list(range(42))
    assert fates(rows) == [None] * 40 + ["no_text", None]
    assert rows[0].tags == ["a", "b"]
    assert json.loads(rows[0].meta or "") == {"seen": "2024-05-06"}
    (tmp_path / "b.parquet.gz").write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert texts(read_file(tmp_path / "b.parquet.gz")) == texts(rows)


class Watched(io.FileIO):
    """A file that remembers the largest read."""

    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size)
        self.largest = max(self.largest, len(data))
        return data


def test_a_large_row_group_is_read_page_by_page(tmp_path: Path) -> None:
    chance = random.Random(7)
    pages = [chance.randbytes(8_000).hex() for _ in range(1_000)]
    pq.write_table(pa.table({"text": pages}), tmp_path / "a.parquet", use_dictionary=False, write_batch_size=16)
    with Watched(tmp_path / "a.parquet") as file:
        read = [row.text for row in read_parquet(file, "a.parquet", range(1), 0, Columns())]
        assert read == pages
        assert file.largest < 3 << 20 < os.path.getsize(tmp_path / "a.parquet")


def test_large_rows_become_objects_one_by_one(tmp_path: Path) -> None:
    table = pa.table({"text": ["word " * 400_000] * 20})
    pq.write_table(table, tmp_path / "a.parquet", use_dictionary=False)
    with pq.ParquetFile(tmp_path / "a.parquet") as file:
        assert rows_at_once(file.metadata) == 4


def test_parquet_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no such thing PAR1")
    assert fates(read_file(tmp_path / "a.parquet")) == ["invalid_parquet"]
    pq.write_table(pa.table({"text": ["A text."] * 1000}), tmp_path / "b.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "b.parquet").read_bytes()[:-30])
    assert fates(read_file(tmp_path / "b.parquet")) == ["invalid_parquet"]
    pq.write_table(pa.table({"text": pa.array([b"caf\xe9 here", b"fine"], pa.binary())}), tmp_path / "c.parquet")
    assert fates(read_file(tmp_path / "c.parquet")) == ["no_text", "no_text"]


def test_parquet_with_invalid_utf8(tmp_path: Path) -> None:
    bad = pa.array([b"Un caf\xe9 pr\xe8s de la for\xeat.", b"A sound text."], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": bad}), tmp_path / "a.parquet")
    rows = read_file(tmp_path / "a.parquet")
    assert fates(rows) == [None, None]
    assert rows[0].flags


PAGE = b"<html><head><title>A title</title></head><body><nav>Menu</nav><article>" + b"".join(
    b"<p>Paragraph %d of the article says something long enough to be kept by the extractor.</p>" % n for n in range(6)
)


def test_html(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_bytes(PAGE + b"</article></body></html>")
    (row,) = read_file(tmp_path / "a.html")
    assert row.reason is None
    assert "Paragraph 5 of the article" in (row.text or "")
    (tmp_path / "b.html").write_bytes(b"<html></html>")
    assert fates(read_file(tmp_path / "b.html")) == ["empty"]


def warc(kind: str, body: bytes, number: int) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" if kind == "response" else b""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nContent-Length: {len(http + body)}\r\n\r\n"
    )
    return head.encode() + http + body + b"\r\n\r\n"


def test_warc_and_its_cuts(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    records = [warc("warcinfo", b"software: none", 0), *(warc("response", PAGE, n) for n in range(1, 5))]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    rows = read_file(tmp_path / "a.warc")
    assert [(row.record, row.url) for row in rows] == [(n, f"https://example.org/{n}") for n in range(1, 5)]
    packed = b"".join(map(gzip.compress, records))
    (tmp_path / "a.warc.gz").write_bytes(packed)
    assert texts(read_file(tmp_path / "a.warc.gz")) == texts(rows)
    for share in (0.5, 0.7, 0.9):
        (tmp_path / "b.warc").write_bytes(b"".join(records)[: int(len(b"".join(records)) * share)])
        (tmp_path / "b.warc.gz").write_bytes(packed[: int(len(packed) * share)])
        assert fates(read_file(tmp_path / "b.warc"))[-1] in ("truncated", "invalid_warc")
        assert fates(read_file(tmp_path / "b.warc.gz"))[-1] == "truncated"


def test_wet(tmp_path: Path) -> None:
    (tmp_path / "a.wet.gz").write_bytes(gzip.compress(warc("conversion", "Der Text der Seite, schön.".encode(), 1)))
    (row,) = read_file(tmp_path / "a.wet.gz")
    assert (row.text, row.url) == ("Der Text der Seite, schön.", "https://example.org/1")
    (tmp_path / "b.warc").write_bytes(b"no such thing")
    assert fates(read_file(tmp_path / "b.warc")) == ["invalid_warc"]
