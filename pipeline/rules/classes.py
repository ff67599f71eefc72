"""Classes of characters, as `\\pL`, in words that RE2 reads at once: all the letters that there are cost it a
millisecond, and seven where it looks for their other case among bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

PROPERTY = r"\\(?P<sign>[pP])(?:\{(?P<not>\^?)(?P<name>\w+)\}|(?P<letter>\w))"
ITEM_RE = re.compile(rf"{PROPERTY}|\\.", re.DOTALL)
TOKEN_RE = re.compile(rf"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*+\]|{PROPERTY}|\\.", re.DOTALL)
BEYOND = r"\x{80}-\x{10ffff}"
NOTHING = r"\x{d800}"
"""What stands in no text."""


def for_ascii(pattern: str) -> str:
    """A pattern that matches the same as the given one in lines of plain ASCII."""
    return _rewritten(pattern, "")


def widened(pattern: str) -> str:
    """A pattern that matches wherever the given one does: whatever lies beyond ASCII may be of any class."""
    return _rewritten(pattern, BEYOND)


def has_classes(pattern: str) -> bool:
    """Whether the pattern holds what is rewritten here."""
    return "\\p" in pattern or "\\P" in pattern


def _rewritten(pattern: str, beyond: str) -> str:
    return TOKEN_RE.sub(lambda token: _token(token[0], beyond), pattern) if has_classes(pattern) else pattern


@lru_cache(maxsize=4096)
def _token(token: str, beyond: str) -> str:
    if token.startswith("["):
        return ITEM_RE.sub(lambda item: _members(item, "" if token.startswith("[^") else beyond), token)
    members = ITEM_RE.sub(lambda item: _members(item, beyond), token)
    return token if members == token else f"[{members}]"


def _members(item: re.Match[str], beyond: str) -> str:
    """What a class holds in place of an item that is a property."""
    name = item["name"] or item["letter"]
    return _ascii_members(name, (item["sign"] == "P") != bool(item["not"])) + beyond if name else item[0]


@cache
def _ascii_members(name: str, without: bool) -> str:
    """The characters of plain ASCII that have a property of RE2, or (`without`) have it not, as members of a class."""
    members = [code for code in range(0x80) if _has(chr(code), name) != without]
    return "".join(f"\\x{first:02x}-\\x{last:02x}" for first, last in _ranges(members)) or NOTHING


def _ranges(numbers: list[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        own = [number for _, number in run]
        yield own[0], own[-1]


def _has(char: str, name: str) -> bool:
    """Whether a character of plain ASCII is of a category (`L`, `Lu`) or of a script (`Latin`)."""
    if len(name) <= 2:
        return unicodedata.category(char).startswith(name)
    return name in ("Any", "Latin" if char.isalpha() else "Common")
