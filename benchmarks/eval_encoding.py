"""How much damage the encoding stage undoes, and that it leaves clean text alone: `python -m benchmarks.eval_encoding`.

From plain sentences in 55 languages (`data/sentences.toml`, written for this project) documents are made and
damaged in known ways; a document counts where bytes to text, decoding and stage together, give the text back exactly.
Damage that loses information (a character that the charset lacks) is not made. `--failures N` prints N that fail.
"""

from __future__ import annotations

import argparse
import html
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import ftfy.bad_codecs
import pyarrow as pa

from pipeline.document.decoding import decode, encode
from pipeline.document.edits import restore, settle
from pipeline.document.page import page_of
from pipeline.stages import encoding
from pipeline.stages.contract import Column, Tools
from pipeline.stages.dividing import Divider

SENTENCES = Path(__file__).parent / "data" / "sentences.toml"
TOOLS = Tools(None, None, {}, {})  # type: ignore[arg-type]  # the stage reads settings only
WESTERN, CENTRAL, BALTIC, TURKISH, CYRILLIC = (
    ("cp1252", "iso8859-15", "mac-roman", "cp850"),
    ("cp1250", "iso8859-2", "cp852"),
    ("cp1257", "iso8859-13"),
    ("cp1254", "iso8859-9"),
    ("cp1251", "koi8-r", "cp866", "iso8859-5"),
)
CHARSETS = {
    **dict.fromkeys(
        ("af", "ca", "da", "de", "es", "eu", "fi", "fr", "ga", "gl", "is", "it", "nb", "nl", "pt", "sv"), WESTERN
    ),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "sk", "sl"), CENTRAL),
    **dict.fromkeys(("et", "lt", "lv"), BALTIC),
    "tr": TURKISH,
    **dict.fromkeys(("be", "bg", "mk", "ru", "sr"), CYRILLIC),
    "uk": ("cp1251", "koi8-u"),
    "ro": ("iso8859-16",),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949", "euc_kr"),
    "zh": ("gb18030", "gbk", "big5"),
    "kk": ("kz1048",),
}
MISREAD = ("sloppy-windows-1252", "latin-1", "sloppy-windows-1251", "sloppy-windows-1250", "macroman", "cp437")


class Case(NamedTuple):
    """`data` is `text`, damaged as `kind` says."""

    kind: str
    language: str
    data: bytes
    text: str


def read_sentences() -> dict[str, list[str]]:
    """The lines of each language, their places and numbers filled in."""
    data = tomllib.loads(SENTENCES.read_text("utf-8"))
    places, numbers = data.pop("places"), data.pop("numbers")
    return {language: list(_filled(section["lines"], places, numbers)) for language, section in data.items()}


def _filled(lines: Sequence[str], places: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    for line in lines:
        values = places if "{place}" in line else numbers if "{number}" in line else [""]
        yield from (line.format(place=value, number=value) for value in values)
    plain = [line for line in lines if "{" not in line]
    yield from (f"{first} {second}" for first in plain for second in plain if first != second)
    yield from (f"{number}. {line}" for number, line in enumerate(plain * 4, start=1))


def cases_of(language: str, lines: Sequence[str]) -> Iterator[Case]:
    """Documents of one language, damaged in every way that can be undone."""
    plain = list(dict.fromkeys(line for line in lines if line.isprintable()))[:4]
    text = "\n".join(plain)
    short = max(plain, key=lambda line: sum(char > "\x7f" for char in line))
    yield from (Case("clean", language, line.encode(), line) for line in lines)
    yield from (
        Case("UTF-16, UTF-32", language, text.encode(c), text) for c in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
    )
    for charset in CHARSETS.get(language, ()):
        yield from _legacy(language, charset, text, short)
    for codec in MISREAD:
        yield from _misread(language, codec, plain)
    yield from _characters(language, text)


def _legacy(language: str, charset: str, text: str, short: str) -> Iterator[Case]:
    for kind, document in (("legacy bytes", text), ("legacy bytes, one line", short)):
        data = _or_none(document, charset)
        if data and (not data.isascii() or "2022" in charset):
            yield Case(kind, language, data, document)
    data = _or_none(text, charset)
    if data is None or data.isascii():
        return
    first, _, rest = text.partition("\n")
    if "2022" not in charset:
        yield Case("lines in two charsets", language, f"{first}\n".encode() + rest.encode(charset), text)
        yield Case("lines in two charsets", language, first.encode(charset) + f"\n{rest}".encode(), text)
    if charset.startswith("cp") and charset not in ("cp850", "cp852", "cp866", "cp932", "cp949", "cp1252"):
        yield Case("wrong legacy charset", language, data.decode("sloppy-windows-1252").encode(), text)


def _or_none(text: str, charset: str) -> bytes | None:
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return None


def _misread(language: str, codec: str, lines: Sequence[str]) -> Iterator[Case]:
    text = "\n".join(lines)
    if text.isascii():
        return
    whole = text.encode().decode(codec)
    yield Case("mojibake", language, whole.encode(), text)
    if codec == "sloppy-windows-1252":
        yield Case("mojibake, twice", language, whole.encode().decode(codec).encode(), text)
    for i, line in enumerate(lines):
        if not line.isascii():
            partial = [*lines[:i], line.encode().decode(codec), *lines[i + 1 :]]
            yield Case("mojibake, one line", language, "\n".join(partial).encode(), text)
            break
    words = text.split(" ")
    worst = max(range(len(words)), key=lambda i: (sum(c > "\x7f" for c in words[i]), -i))
    words[worst] = words[worst].encode().decode(codec)
    yield Case("mojibake, one word", language, " ".join(words).encode(), text)


def _characters(language: str, text: str) -> Iterator[Case]:
    numeric = "".join(char if char < "\x80" else f"&#{ord(char)};" for char in text)
    named = html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode()
    yield Case("entities", language, numeric.encode(), text)
    yield Case("entities", language, numeric.replace("&", "&amp;").encode(), text)
    yield Case("entities", language, named.encode(), text)
    yield Case("controls", language, text.replace(" ", "\0 ", 3).encode(), text)
    yield Case("controls", language, ("\ufeff" + text.replace("\n", "\n\ufeff")).encode(), text)
    yield Case("controls", language, text.replace("\n", "\r\n").encode(), text)


def repaired(texts: Sequence[str]) -> list[str]:
    """Each text as the stage leaves it, screen included; every ledger must restore it."""
    column = pa.array(texts, pa.string())
    lines, und = Divider().divide(column), pa.array(["und"] * len(texts))
    chosen = encoding.STAGE.screen(Column(column, lines, und, und), TOOLS).to_pylist()
    clean = []
    for text, (start, end) in zip(texts, pairwise(lines.offsets.to_pylist()), strict=True):
        indices = [i for i, choose in enumerate(chosen[start:end]) if choose]
        after, ledger = settle("encoding", text, encoding.STAGE.propose(page_of(text, indices), TOOLS), _action)
        if restore(after, ledger) != text:
            raise SystemExit("a ledger does not restore its text")
        clean.append(after)
    return clean


def _action(rule: str) -> str:
    return "off" if rule in encoding.OPT_IN else "flag" if rule in encoding.FLAG_ONLY else "apply"


def main() -> None:
    """Print, for each kind of damage, the documents that were made and the share that is exactly right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="print so many documents that fail")
    arguments = parser.parse_args()
    cases = [case for language, lines in read_sentences().items() for case in cases_of(language, lines)]
    decoded = [decode(case.data) for case in cases]
    if any(encode(d.text, d.spans) != case.data for case, d in zip(cases, decoded, strict=True)):
        raise SystemExit("a document's bytes do not come back")
    right: dict[str, list[bool]] = defaultdict(list)
    failures = []
    for case, got in zip(cases, repaired([d.text for d in decoded]), strict=True):
        right[case.kind].append(got == case.text)
        if got != case.text:
            failures.append(f"{case.kind}, {case.language}: {got[:90]!r} for {case.text[:90]!r}")
    print(f"{'':28}{'documents':>10}{'exact':>8}")
    for kind, results in right.items():
        print(f"{kind:28}{len(results):>10}{100 * sum(results) / len(results):>8.1f}")
    step = max(1, len(failures) // max(1, arguments.failures))
    print(*failures[::step][: arguments.failures], sep="\n")


if __name__ == "__main__":
    ftfy.bad_codecs.search_function("sloppy_windows_1252")
    main()
