"""Charsets that strict UTF-8 may swallow: UTF-16 and UTF-32 without a mark, ISO-2022 and HZ escapes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

# The longer mark first: UTF-32-LE's begins with UTF-16-LE's.
MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
ESCAPE_RE = re.compile(rb"\x1b(?:\$[@AB]|\$\(|\([BJI]|\$\)C)")
HZ_RE = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])++~\}")
ESCAPED = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_3", "iso2022_kr")
# What is looked at. Bytes, a multiple of 4.
READ = 4_000
CONTROL_RE = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
# Blanks and marks that any running text in East Asian scripts holds.
ORDINARY_RE = re.compile("[ \n\u3000-\u3002\u3041-\u30fe\uff01\uff0c\uff1a]")
# Control bytes that no text in an 8-bit charset holds, but the high bytes of Indic, Thai and Georgian letters are.
CONTROLS_RE = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def wide_charset(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by byte order mark, by the places of NUL bytes, or by a text of one script; or None.

    Text without a NUL is only taken for UTF-16 where it is not UTF-8, so that no ASCII text turns Chinese.
    """
    marked = next((charset for mark, charset in MARKS if data.startswith(mark)), None)
    if marked or len(data) < 4:
        return marked
    head = data[:READ]
    if 0 in head:
        charset = next((c for c in ("utf-32-le", "utf-32-be") if _reads(head, c)), None) or _by_zeros(head)
        if charset:
            return charset
    if _is_utf8(head) and len(CONTROLS_RE.findall(head)) * 8 < len(head) and not _leans(head):
        return None
    return next((c for c in ("utf-16-le", "utf-16-be") if _reads(head, c)), None)


def escaped_charset(data: bytes) -> str | None:
    """The ISO-2022 charset or HZ whose escapes `data`, all of it 7-bit, holds and follows; or None."""
    if not data.isascii():
        return None
    if ESCAPE_RE.search(data):
        return next((charset for charset in ESCAPED if _is_in(data, charset)), None)
    return "hz" if HZ_RE.search(data) and _is_in(data, "hz") else None


def _leans(head: bytes) -> bool:
    """Whether most bytes on one side are below 0x20 and few on the other, and some are zero: a blank in UTF-16."""
    even, odd = (sum(byte < 0x20 for byte in side) for side in (head[::2], head[1::2]))
    return 0 in head and max(even, odd) * 4 > len(head) and min(even, odd) * 2 < max(even, odd)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 where at least a fifth of the units has a zero byte on one side and next to none on the other."""
    even, odd, units = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if max(even, odd) * 10 < units or min(even, odd) * 10 > max(even, odd):
        return None
    charset = "utf-16-le" if odd > even else "utf-16-be"
    return charset if max(even, odd) * 2 > units or _reads(head, charset) else None


def _reads(head: bytes, charset: str) -> bool:
    """Whether `head` is a text of `charset`: it decodes, holds no control, and is of one script, but for ASCII."""
    width = 4 if "32" in charset else 2
    try:
        text = head[: len(head) // width * width].decode(charset)
    except UnicodeDecodeError as error:
        if error.start < len(head) - 2 * width:
            return False
        text = head[: error.start].decode(charset)
    if len(text) < 2 or CONTROL_RE.search(text):
        return False
    return width == 4 or _is_of_one_script(text)


def _is_of_one_script(text: str) -> bool:
    kinds = Counter(unicodedata.category(char)[0] if char.isprintable() else char for char in text)
    letters = [char for char in text if unicodedata.category(char)[0] in "LM"]
    blocks = Counter(_block(char) for char in letters)
    if not letters or len(letters) * 2 < len(text) or blocks.most_common(1)[0][1] < 0.9 * len(letters):
        return False
    if kinds.keys() - set("LMNPSZ\t\n\r\u200b\u200c\u200d\u200e\u200f\ufeff\xa0\u3000"):
        return False
    return max(letters) < "\u2e80" or len(ORDINARY_RE.findall(text)) * 50 >= len(text)


def _block(char: str) -> str:
    """The script of a letter by its name; kana and Han, which one text mixes, are one."""
    name = unicodedata.name(char, "?").split()[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name.removesuffix("-")


def _is_in(data: bytes, charset: str) -> bool:
    try:
        return not data.decode(charset).isascii()
    except UnicodeDecodeError:
        return False


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3
    return True
