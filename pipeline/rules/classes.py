"""Classes of characters as RE2 has them: what `[...]`, `\\pL` and the like hold, with regard to case or without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import re2

from pipeline.rules._programs import Class
from pipeline.rules._reading import UnknownError
from pipeline.rules.folding import others_of

PROPERTY = r"\\(?P<sign>[pP])(?:\{(?P<not>\^?)(?P<name>\w+)\}|(?P<letter>\w))"
ITEM_RE = re.compile(
    rf"{PROPERTY}|\\(?P<perl>[dDwWsS])|(?P<first>{{char}})(?:-(?P<last>{{char}}))?".replace(
        "{char}", r"\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\[^0-9A-Za-z]|\\[tnrfv]|[^\\]"
    ),
    re.DOTALL,
)
PERL: Mapping[str, frozenset[int]] = {
    "d": frozenset(b"0123456789"),
    "w": frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
    "s": frozenset(b"\t\n\f\r "),
}
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
UPPER, LOWER = (
    sum(1 << ord(char) for char in chars) for chars in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
)
CASE = 32
ASCII = (1 << 128) - 1


class Property(NamedTuple):
    """A category of Unicode, a script or one of PERL; or, `without`, all else."""

    name: str
    without: bool


class Members:
    """What a class holds: ranges of code points (first and last) and properties, or, `negated`, all else."""

    def __init__(self, text: str, folds: bool) -> None:
        self.folds = folds
        self.negated = text.startswith("[^")
        self.ranges: list[tuple[int, int]] = []
        self.properties: list[Property] = []
        inside = text[2 if self.negated else 1 : -1] if text.startswith("[") else text
        at = 0
        while at < len(inside):
            item = ITEM_RE.match(inside, at)
            if not item:
                raise UnknownError(text)
            self._add(item)
            at = item.end()

    def _add(self, item: re.Match[str]) -> None:
        if name := item["name"] or item["letter"]:
            self.properties.append(Property(name, (item["sign"] == "P") != bool(item["not"])))
        elif perl := item["perl"]:
            self.properties.append(Property(perl.lower(), perl.isupper()))
        else:
            first = _code_of(item["first"])
            self.ranges.append((first, _code_of(item["last"]) if item["last"] else first))

    def holds(self, point: int) -> bool:
        """Whether a code point is of the class."""
        points = (point, *others_of(point)) if self.folds else (point,)
        held = any(first <= one <= last for first, last in self.ranges for one in points)
        held = held or any(any(has(one, name) for one in points) != without for name, without in self.properties)
        return held != self.negated

    def ascii_bits(self) -> int:
        """A bit for each character of plain ASCII, whether it is of the class."""
        bits = 0
        for first, last in self.ranges:
            bits |= (1 << last + 1) - (1 << first) & ASCII
            if self.folds:
                bits |= sum(1 << ord(char) for far, char in ((0x17F, "s"), (0x212A, "k")) if first <= far <= last)
        bits = _both_cases(bits) if self.folds else bits
        for name, without in self.properties:
            own = _ascii_with(name)
            own = _both_cases(own) if self.folds else own
            bits |= ASCII ^ own if without else own
        return ASCII ^ bits if self.negated else bits


@lru_cache(maxsize=4096)
def class_of(text: str, folds: bool) -> Class:
    """The class that a text of RE2 stands for."""
    members = Members(text, folds)
    return Class(members.ascii_bits(), members.holds)


def has(point: int, name: str) -> bool:
    """Whether a code point is of a category (`L`, `Lu`), of a script (`Han`) or of one of PERL."""
    if name in PERL:
        return point in PERL[name]
    if len(name) <= 2:
        category = unicodedata.category(chr(point))
        return category.startswith(name) and category != "Cn"
    return _script(name).fullmatch(chr(point)) is not None


@cache
def _script(name: str) -> re2._Regexp:
    return re2.compile(rf"\p{{{name}}}")


@cache
def _ascii_with(name: str) -> int:
    return sum(1 << point for point in range(128) if has(point, name))


def _both_cases(bits: int) -> int:
    return bits | (bits & UPPER) << CASE | (bits & LOWER) >> CASE


def _code_of(item: str) -> int:
    if item.startswith("\\x"):
        return int(item[2:].strip("{}"), 16)
    return ord(CONTROLS.get(item[1:], item[-1])) if item.startswith("\\") else ord(item)
