"""The codecs that UTF-8 is misread in, and what its letters then look like."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from itertools import accumulate, repeat
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.stages.encoding._codecs import find_codecs

# ftfy's ten (ftfy.chardata.CHARMAP_ENCODINGS; `sloppy` ones fill undefined bytes with controls), and what it does
# not try: the ISO 8859 kin of three of them, Thai, and DOS and Russian ones.
CODECS = (
    *("latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253"),
    *("sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437"),
    *("iso8859-7", "iso8859-13", "iso8859-11", "cp850", "koi8-r", "cp866"),
)
# Categories of what words are made of: small letters, letters of scripts without case, marks; and what is of them by
# its category only.
WORD = ("Ll", "Lo", "Lm", "Mn", "Mc")
ORDINALS = {"\u00aa", "\u00b5", "\u00ba", "\u0192"}
# Runs of letters in the bytes of UTF-8 (Unicode, table 3-7; F4, the planes for private use, is left out).
UTF8_RE = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3})++"
)
# What may be letters of UTF-8 in another codec: no character of ASCII is.
BEYOND_RE = re.compile(r"[^\x00-\x7f]{2,}+")
# The bytes of one letter, loosely, as classes of a first byte and of those behind it.
LOOSE = (
    ((0xC2, 0xDF), (0x80, 0xBF)),
    ((0xE0, 0xEF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF0, 0xF3), (0x80, 0xBF), (0x80, 0xBF)),
)
# Bytes behind the first of a letter, and first ones of letters of two, three and four bytes.
ROLES = ((0x80, 0xBF), (0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF3))


def reread(text: str, codec: str) -> str | None:
    """`text` as it would be in UTF-8 had it been misread in `codec`; None where it cannot have been."""
    register()
    try:
        return text.encode(codec).decode("utf-8")
    except UnicodeError:
        return None


_OTHER_NAMES = {"macroman": "mac_roman", "latin-1": "latin_1"}
_NAMES = {codec: _OTHER_NAMES.get(codec, codec.replace("sloppy-windows-", "cp")) for codec in CODECS}


def plain_name(codec: str) -> str:
    """Python's own name of a codec of `CODECS`."""
    return _NAMES[codec]


def codecs_in(text: str) -> list[str]:
    """The codecs of `CODECS` in which runs of `text` may be letters of UTF-8: it has none in others."""
    found = find_codecs(np.frombuffer(text.encode(), np.uint8), _roles())
    return [codec for i, codec in enumerate(CODECS) if found >> i & 1]


@cache
def _roles() -> npt.NDArray[np.uint16]:
    """See `find_codecs`."""
    roles = np.zeros((0x110000, 4), np.uint16)
    for i, codec in enumerate(CODECS):
        for role, (first, last) in enumerate(ROLES):
            roles[[*map(ord, characters_of(codec, range(first, last + 1)))], role] |= np.uint16(1 << i)
    return roles


def letters_in(text: str, codec: str) -> Iterator[tuple[int, int, str]]:
    """Runs of letters of UTF-8 as they look in `codec`, and what they are: (start, end, letters)."""
    register()
    runs, places, shifts = _runs_of(text)
    for match in UTF8_RE.finditer(runs.encode(codec, "replace")):
        by = shifts[bisect_right(places, match.start()) - 1]
        yield match.start() + by, match.end() + by, match.group().decode("utf-8")


@lru_cache(maxsize=1)
def _runs_of(text: str) -> tuple[str, list[int], list[int]]:
    """The runs of characters beyond ASCII in `text`, parted by blanks; where each begins; how far it is moved."""
    spans = [match.span() for match in BEYOND_RE.finditer(text)]
    runs = [text[start:end] for start, end in spans]
    places = list(accumulate((len(run) + 1 for run in runs), initial=0))
    return " ".join(runs), places, [start - place for (start, _), place in zip(spans, places, strict=False)]


def letter_classes(codec: str) -> Iterator[tuple[str, ...]]:
    """What a letter of UTF-8 looks like in `codec`, as classes of characters and loosely.

    Letters and marks alone, none of them a capital, are left out: words look so; and a Cyrillic capital alone
    (`Ві`, `Мі`) is no clue.
    """
    for classes in LOOSE:
        members = [_members(codec, *span) for span in classes]
        for i, member in enumerate(members):
            plain = [before.plain for before in members[:i]]
            behind = [after.all for after in members[i + 1 :]]
            if member.odd and all(plain) and all(behind):
                yield (*plain, member.odd, *behind)


@cache
def _is_plain(char: str) -> bool:
    return is_word(char) or "\u0410" <= char <= "\u042f"


def is_word(text: str) -> bool:
    """Whether `text` is letters and marks, none of them a capital: a letter of UTF-8 looks so only by chance."""
    if text != text.lower() or ORDINALS & set(text):
        return False
    return all(unicodedata.category(char) in WORD for char in text)


class _Members(NamedTuple):
    """The characters of some bytes: all of them, those of words, and the others."""

    all: str
    plain: str
    odd: str


@lru_cache(maxsize=8)
def _members(codec: str, first: int, last: int) -> _Members:
    chars = characters_of(codec, range(first, last + 1))
    plain = "".join(filter(_is_plain, chars))
    return _Members(chars, plain, "".join(char for char in chars if not _is_plain(char)))


def characters_of(codec: str, numbers: range) -> str:
    """The characters of bytes in a codec of `CODECS`; what is not defined there is left out, but sloppy codecs have a
    control for it. ftfy itself is loaded for pages that hold damage."""
    known = bytes(numbers).decode(plain_name(codec), "replace")
    spare = map(chr, numbers) if codec.startswith("sloppy-") else repeat("")
    return "".join(other if char == "\ufffd" else char for char, other in zip(known, spare, strict=False))


@cache
def register() -> None:
    """Give Python the sloppy codecs, as ftfy's import does. What ftfy measures columns of terminals with is loaded when
    it is asked to: that takes as long as half of ftfy."""
    if "wcwidth" in sys.modules:
        import_module("ftfy.bad_codecs")
        return
    sys.modules["wcwidth"] = _Later("wcwidth")
    try:
        import_module("ftfy.bad_codecs")
    finally:
        del sys.modules["wcwidth"]


class _Later(ModuleType):
    """A module of functions, each of which loads it when it is first called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args: getattr(import_module(self.__name__), name)(*args)
