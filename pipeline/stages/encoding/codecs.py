"""The codecs that UTF-8 is misread in, and what its letters then look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

# ftfy's ten (ftfy.chardata.CHARMAP_ENCODINGS; `sloppy` ones fill undefined bytes with controls), and what it does
# not try: the ISO 8859 kin of three of them, Thai, and DOS and Russian ones.
CODECS = (
    *("latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253"),
    *("sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437"),
    *("iso8859-7", "iso8859-13", "iso8859-11", "cp850", "koi8-r", "cp866"),
)
# The bytes of one letter in UTF-8 (Unicode, table 3-7), as classes of a first byte and of those behind it.
Classes = tuple[tuple[int, int], ...]
LETTERS: tuple[Classes, ...] = (
    ((0xC2, 0xDF), (0x80, 0xBF)),
    ((0xE0, 0xE0), (0xA0, 0xBF), (0x80, 0xBF)),
    ((0xE1, 0xEC), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xED, 0xED), (0x80, 0x9F), (0x80, 0xBF)),
    ((0xEE, 0xEF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF0, 0xF0), (0x90, 0xBF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF1, 0xF3), (0x80, 0xBF), (0x80, 0xBF), (0x80, 0xBF)),
)


def reread(text: str, codec: str) -> str | None:
    """`text` as it would be in UTF-8 had it been misread in `codec`; None where it cannot have been."""
    register()
    try:
        return text.encode(codec).decode("utf-8")
    except UnicodeError:
        return None


def plain_name(codec: str) -> str:
    """Python's own name of a codec of `CODECS`."""
    return {"macroman": "mac_roman", "latin-1": "latin_1"}.get(codec, codec.replace("sloppy-windows-", "cp"))


LOOSE: tuple[Classes, ...] = (
    ((0xC2, 0xDF), (0x80, 0xBF)),
    ((0xE0, 0xEF), (0x80, 0xBF), (0x80, 0xBF)),
    ((0xF0, 0xF3), (0x80, 0xBF), (0x80, 0xBF)),
)


@cache
def misread(codec: str) -> re.Pattern[str]:
    """Runs of letters of UTF-8 as they look in `codec`."""
    register()
    firsts = bytes(range(0xC2, 0xF4)).decode(codec, "ignore")
    return re.compile(f"(?={_class(firsts)})(?:{'|'.join(_patterns(codec, LETTERS))})++")


def letter_patterns(codec: str) -> Iterator[str]:
    r"""What a letter of UTF-8 looks like in `codec`, in classes of characters and loosely: for a screen.

    For `re` and, `\uXXXX` apart, RE2.
    """
    return _patterns(codec, LOOSE)


def _patterns(codec: str, letters: Iterable[Classes]) -> Iterator[str]:
    register()
    for classes in letters:
        members = [bytes(range(first, last + 1)).decode(codec, "ignore") for first, last in classes]
        if all(members):
            yield "".join(map(_class, members))


def _class(members: str) -> str:
    return "[" + "".join(f"\\u{ord(char):04x}" for char in sorted(set(members))) + "]"


@cache
def register() -> None:
    """Give Python the sloppy codecs, as ftfy's import does."""
    import ftfy.bad_codecs

    assert ftfy.bad_codecs.search_function("sloppy_windows_1252")
