"""A folder of bad inputs. Every record carries a token of its own, so that loss, doubling and moving are seen."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard


class Bad(NamedTuple):
    """A file of the kit: its tokens, each of which must be in exactly one row of this source. A file that is
    `damaged` must have a reject; where one is there, tokens may be missing."""

    name: str
    tokens: tuple[str, ...] = ()
    damaged: bool = False


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
CHARSETS = [
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "latin-1",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1256",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "cp874",
]
SAMPLES = {
    "cp1251": "Министры договорились встретиться ещё раз.",
    "koi8-r": "Министры договорились встретиться ещё раз.",
    "cp1250": "Ministrowie zgodzili się spotkać ponownie przed końcem miesiąca, żeby porozmawiać.",
    "cp1253": "Οι υπουργοί συμφώνησαν να συναντηθούν ξανά.",
    "cp1254": "Bakanlar ay sonundan önce yeniden görüşmeyi kararlaştırdı.",
    "cp1256": "اتفق الوزراء على الاجتماع مرة أخرى.",
    "shift_jis": "大臣たちは月末までに再び会うことで合意した。",
    "euc-jp": "大臣たちは月末までに再び会うことで合意した。",
    "gb18030": "部长们同意在月底前再次会面。",
    "big5": "部長們同意在月底前再次會面。",
    "euc-kr": "장관들은 이달 말 전에 다시 만나기로 합의했다.",
    "cp874": "รัฐมนตรีตกลงที่จะพบกันอีกครั้งก่อนสิ้นเดือน",
}
INVALID = {
    "lone_continuation": b"\x80",
    "lone_lead": b"\xe2",
    "cut_pair": b"\xc3 ",
    "cut_triple": b"\xe2\x82 ",
    "cut_quad": b"\xf0\x9f\x98 ",
    "overlong_slash": b"\xc0\xaf",
    "overlong_nul": b"\xe0\x80\x80",
    "surrogate": b"\xed\xa0\x80",
    "cesu": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond": b"\xf4\x90\x80\x80",
    "five": b"\xf8\x88\x80\x80\x80",
    "fe_ff": b"\xfe\xff\xfe",
    "every_high_byte": bytes(range(128, 256)),
}
NAUGHTY = {
    "nul": "a\0b",
    "c1": "a\x85\x9bb",
    "rtl_override": "a\u202eb\u202c",
    "ansi": "\x1b[2J\x1b]0;owned\x07",
    "zero_width": "a\u200bb\u200dc\u2060d\ufeff",
    "tags": "a\U000e0041\U000e0042b",
    "private": "a\ue000\U000f0000b",
    "noncharacter": "a\ufffe\uffff\U0010ffffb",
    "marks": "a" + "\u0301\u0323" * 5_000,
    "expanding": "\ufdfa" * 2_000,
    "script": "<script>alert(1)</script>&lt;script&gt;alert(2)&lt;/script&gt;",
    "formula": "=cmd|' /C calc'!A0",
    "separators": "one\u2028two\u2029three\x0bfour\x0cfive\x1csix",
    "amp": "&" + "amp;" * 5_000,
    "mojibake": "".join("é" for _ in range(50)).encode().decode("latin-1").encode().decode("latin-1"),
    "surrogate_pair_text": "\\ud83d\\ude00",
}
NAMES = [
    b"new\nline.txt",
    b"not\xffutf8.txt",
    b"esc\x1b[31m.txt",
    b"<b>html&.txt",
    b"=formula.txt",
    b"-rf.txt",
    b"back\\x41slash.txt",
    b"long" + b"g" * 240 + b".txt",
    " space\u202e right.txt".encode(),
    b"UPPER.TXT",
]
LINES = {
    "broken": b'{"text": "%s',
    "array": b'["%s"]',
    "no_text": b'{"body": "%s"}',
    "null": b'{"text": null, "x": "%s"}',
    "number": b'{"text": 17, "x": "%s"}',
    "nan": b'{"text": "%s", "x": NaN}',
    "infinite": b'{"text": "%s", "x": -1e999}',
    "lone": b'{"text": "%s \\udc00 tail"}',
    "twice": b'{"text": "first", "text": "%s"}',
    "deep": b'{"text": "%s", "x": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "digits": b'{"text": "%s", "x": ' + b"9" * 5_000 + b"}",
    "comma": b'{"text": "%s",}',
    "comment": b'{"text": "%s"} // here',
    "two": b'{"text": "%s"} {"text": "more"}',
    "control": b'{"text": "%s \x01 tail"}',
    "latin1": b'{"text": "%s caf\xe9"}',
    "single": b"{'text': '%s'}",
    "escape": b'{"text": "%s \\x41"}',
    "empty_text": b'{"text": "", "x": "%s"}',
    "ids": b'{"text": "%s", "id": {"deep": [1, 2]}}',
    "path_id": b'{"text": "%s", "id": "../../etc/passwd"}',
}


class Kit:
    """Writes the files below `root` and remembers what is in them."""

    def __init__(self, root: Path, *, short: bool) -> None:
        self.root, self.short = root, short
        self.files: list[Bad] = []
        self._count = 0
        self._random = random.Random(7)
        root.mkdir(parents=True)

    def token(self) -> str:
        self._count += 1
        return f"token{self._count:05}x"

    def write(self, name: str | bytes, data: bytes, tokens: list[str], *, damaged: bool = False) -> None:
        path = os.path.join(os.fsencode(self.root), name if isinstance(name, bytes) else os.fsencode(name))
        with open(path, "xb") as file:
            file.write(data)
        self.files.append(Bad(os.fsdecode(os.path.basename(path)), tuple(tokens), damaged))

    def make(self) -> list[Bad]:
        for write in (_packed, _lines, _texts, _names, _tables, _pages, _big, _no_files):
            write(self)
        return self.files


def _sentence(token: str) -> str:
    return f"The committee said that {token} was seen near the harbour on the second day."


def _records(kit: Kit, form: str, count: int = 40) -> tuple[bytes, list[str]]:
    tokens = [kit.token() for _ in range(1 if form == "txt" else count)]
    if form == "txt":
        return (_sentence(tokens[0]) + "\n").encode() * 3, tokens
    if form == "jsonl":
        return "".join(json.dumps({"text": _sentence(token)}) + "\n" for token in tokens).encode(), tokens
    return ("text,n\n" + "".join(f'"{_sentence(token)}",{n}\n' for n, token in enumerate(tokens))).encode(), tokens


def _packed(kit: Kit) -> None:
    for form in ("jsonl", "csv", "txt"):
        for suffix, pack in PACK.items():
            for share in (1.0, 0.2, 0.5, 0.8, 0.99):
                data, tokens = _records(kit, form)
                packed = pack(data)
                kit.write(f"cut_{share}.{form}.{suffix}", packed[: int(len(packed) * share)], tokens, damaged=share < 1)
            for place in (0.3, 0.6, 0.9):
                data, tokens = _records(kit, form)
                packed = bytearray(pack(data))
                packed[int(len(packed) * place)] ^= 1 << kit._random.randrange(8)
                kit.write(f"flip_{place}.{form}.{suffix}", bytes(packed), tokens, damaged=True)
            data, tokens = _records(kit, form)
            kit.write(f"tail.{form}.{suffix}", pack(data) + b"garbage", tokens, damaged=True)
            if form == "jsonl":
                more, others = _records(kit, form)
                data, tokens = _records(kit, form)
                kit.write(f"members.{form}.{suffix}", pack(data) + pack(more), tokens + others)


def _lines(kit: Kit) -> None:
    for name, pattern in LINES.items():
        tokens = [kit.token() for _ in range(3)]
        good = [json.dumps({"text": _sentence(token)}).encode() for token in tokens[::2]]
        kit.write(
            f"line_{name}.jsonl", b"\n".join([good[0], pattern.replace(b"%s", tokens[1].encode()), good[1]]), tokens
        )
    tokens = [kit.token() for _ in range(4)]
    lines = [json.dumps({"text": _sentence(token)}).encode() for token in tokens]
    kit.write("bom_crlf.jsonl", b"\xef\xbb\xbf" + b"\r\n\r\n".join(lines[:2]), tokens[:2])
    kit.write("array.jsonl", b"[\n" + lines[2] + b"\n]", tokens[2:3])
    kit.write("utf16.jsonl", lines[3].decode().encode("utf-16"), [], damaged=True)
    kit.write("empty.jsonl", b"", [], damaged=True)
    kit.write("blank.jsonl", b"\n\n \n", [], damaged=True)


def _texts(kit: Kit) -> None:
    for charset in CHARSETS:
        token = kit.token()
        sample = SAMPLES.get(charset, "Le café était fermé, à côté de la forêt.") * 4
        kit.write(f"charset_{charset}.txt", f"{token} {sample}\n".encode(charset), [token])
    for name, data in INVALID.items():
        token = kit.token()
        kit.write(f"invalid_{name}.txt", _sentence(token).encode() + b" " + data + b" tail\n", [token])
    for name, text in NAUGHTY.items():
        token = kit.token()
        kit.write(f"naughty_{name}.txt", f"{_sentence(token)}\n{text}\n".encode("utf-8", "surrogatepass"), [token])
        token = kit.token()
        kit.write(f"naughty_{name}.jsonl", json.dumps({"text": f"{_sentence(token)}\n{text}"}).encode(), [token])
    for name, data in {
        "empty": b"",
        "blank": b" \n\t\r\n",
        "bom": b"\xef\xbb\xbf",
        "bytes": bytes(range(256)) * 9,
    }.items():
        kit.write(f"text_{name}.txt", data, [], damaged=True)
    for name, end in {"crlf": "\r\n", "cr": "\r", "none": " "}.items():
        token = kit.token()
        kit.write(f"text_{name}.txt", (_sentence(token) + end).encode() * 3, [token])


def _names(kit: Kit) -> None:
    for name in NAMES:
        token = kit.token()
        kit.write(name, _sentence(token).encode(), [token])


def _tables(kit: Kit) -> None:
    rows = [kit.token() for _ in range(60)]
    kit.write("open_quote.csv", f'id,text\n1,{rows[0]}\n2,"{rows[1]}\n3,{rows[2]}\n'.encode(), rows[:3])
    kit.write("ragged.csv", f"id,text\n1,{rows[3]}\n2,{rows[4]},more\n{rows[5]}\n".encode(), rows[3:6])
    kit.write("sloppy.csv", f'id,text\n1,"{rows[6]}" he said\n2,{rows[7]}\n'.encode(), rows[6:8])
    kit.write("field.csv", f'id,text\n1,"{rows[8]} {"word " * 60_000}"\n2,{rows[9]}\n'.encode(), rows[8:10])
    kit.write("nul.csv", f"id,text\n1,{rows[10]}\0\n2,{rows[11]}\n".encode(), rows[10:12])
    kit.write("latin1.tsv", f"id\ttext\n1\tcafé {rows[12]}\n".encode("latin-1"), rows[12:13])
    kit.write("no_text.csv", f"id,body\n1,{rows[13]}\n".encode(), rows[13:14])
    for place in (None, 0.0, 0.2, 0.4, 0.6, 0.8):
        tokens = [kit.token() for _ in range(200)]
        data = bytearray(_parquet(pa.array([_sentence(token) for token in tokens])))
        if place is not None:
            data[int(len(data) * place)] ^= 64
        kit.write(f"flip_{place}.parquet", bytes(data), tokens, damaged=place in (0.2, 0.4))
    for share in (0.1, 0.5, 0.9, 0.999):
        tokens = [kit.token() for _ in range(50)]
        data = bytearray(_parquet(pa.array([_sentence(token) for token in tokens])))
        kit.write(f"cut_{share}.parquet", bytes(data[: int(len(data) * share)]), tokens, damaged=True)
    tokens = [kit.token() for _ in range(20)]
    kit.write("packed.parquet.zst", PACK["zst"](_parquet(pa.array(tokens))), tokens)
    tokens = [kit.token() for _ in range(3)]
    bad = pa.array([f"café {token}".encode("latin-1") for token in tokens], pa.binary()).view(pa.string())
    kit.write("latin1.parquet", _parquet(bad), tokens)
    kit.write("numbers.parquet", _parquet(pa.array([1, 2])), [], damaged=True)
    kit.write("empty.parquet", _parquet(pa.array([], pa.string())), [], damaged=True)


def _parquet(text: pa.Array) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": text}), buffer, write_page_checksum=True, use_dictionary=False)
    return buffer.getvalue()


def _pages(kit: Kit) -> None:
    for share in (1.0, 0.3, 0.6, 0.95):
        tokens = [kit.token() for _ in range(6)]
        records = list(_warc(tokens))
        data, packed = b"".join(records), b"".join(map(PACK["gz"], records))
        kit.write(f"cut_{share}.wet", data[: int(len(data) * share)], tokens, damaged=share < 1)
        tokens = [kit.token() for _ in range(6)]
        packed = b"".join(map(PACK["gz"], _warc(tokens)))
        kit.write(f"cut_{share}.wet.gz", packed[: int(len(packed) * share)], tokens, damaged=share < 1)
    tokens = [kit.token() for _ in range(3)]
    first, second, third = _warc(tokens)
    kit.write("length.wet", first + second.replace(b"Length: ", b"Length: 9") + third, tokens, damaged=True)
    kit.write("none.warc", b"this is no archive\n" * 5, [], damaged=True)
    token = kit.token()
    page = "<html><body><article>" + f"<p>{_sentence(token)}</p>" + "<p>And so on, for long.</p>" * 9
    kit.write("page.html", page.encode(), [token])
    kit.write("nothing.html", b"<html></html>", [], damaged=True)


def _warc(tokens: list[str]) -> Iterator[bytes]:
    for number, token in enumerate(tokens):
        body = _sentence(token).encode() * 3
        head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{number}>\r\nContent-Length: {len(body)}\r\n\r\n"
        yield head.encode() + body + b"\r\n\r\n"


def _big(kit: Kit) -> None:
    megabytes = 20 if kit.short else 200
    kit.write("line.txt", b"word " * (megabytes << 18), [], damaged=True)
    tokens = [kit.token() for _ in range(2)]
    line = json.dumps({"text": "word " * (megabytes << 18)}).encode()
    kit.write(
        "line.jsonl",
        b"\n".join([json.dumps({"text": tokens[0]}).encode(), line, json.dumps({"text": tokens[1]}).encode()]),
        tokens,
    )
    count = 20_000 if kit.short else 1_000_000
    token = kit.token()
    kit.write("many_lines.txt", token.encode() + b"\nx" * count, [token])
    for suffix, pack in PACK.items():
        kit.write(f"bomb.jsonl.{suffix}", pack(bytes((128 if kit.short else 1024) << 20)), [], damaged=True)
    with open(kit.root / "sparse.txt", "wb") as file:
        file.truncate((300 << 20) if kit.short else (3 << 30))
    kit.files.append(Bad("sparse.txt", (), damaged=True))


def _no_files(kit: Kit) -> None:
    os.symlink("/etc/passwd", kit.root / "passwd.txt")
    os.symlink("nowhere", kit.root / "dangling.txt")
    os.symlink(".", kit.root / "loop")
    os.symlink("/dev/zero", kit.root / "zero.txt")
    os.mkfifo(kit.root / "fifo.jsonl")
    here = os.open(kit.root, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{here}/socket.txt")
    os.close(here)
    names = ["passwd.txt", "dangling.txt", "loop", "zero.txt", "fifo.jsonl", "socket.txt"]
    for name in ("picture.png", "archive.zip", "README", "table.xlsx", ".hidden", "mail.eml", "backup.jsonl~"):
        kit.write(name, b"PK\x03\x04../../evil", [], damaged=True)
    kit.files += [Bad(name, (), damaged=True) for name in names]
