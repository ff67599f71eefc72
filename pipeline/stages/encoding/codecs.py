"""The codecs that UTF-8 is misread in, and what its letters then look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module

# ftfy's ten (ftfy.chardata.CHARMAP_ENCODINGS; `sloppy` ones fill undefined bytes with controls), and what it does
# not try: the ISO 8859 kin of three of them, Thai, and DOS and Russian ones.
CODECS = (
    *("latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253"),
    *("sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437"),
    *("iso8859-7", "iso8859-13", "iso8859-11", "cp850", "koi8-r", "cp866"),
)
# The bytes of one letter in UTF-8 (Unicode, table 3-7), as classes of a first byte and of those behind it.
# Categories of what words are made of: small letters, letters of scripts without case, marks; and what is of them by
# its category only.
WORD = ("Ll", "Lo", "Lm", "Mn", "Mc")
ORDINALS = {"\u00aa", "\u00b5", "\u00ba", "\u0192"}

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
    patterns = ("".join(map(_class, members)) for members in _members(codec, LETTERS))
    firsts = bytes(range(0xC2, 0xF4)).decode(codec, "ignore")
    return re.compile(f"(?={_class(firsts)})(?:{'|'.join(patterns)})++")


def letter_patterns(codec: str) -> Iterator[str]:
    r"""What a letter of UTF-8 looks like in `codec`, in classes of characters and loosely: for a screen.

    Letters and marks alone, none of them a capital, are left out: words look so; and a Cyrillic capital alone
    (`Ві`, `Мі`) is no clue. For `re` and, `\uXXXX` apart, RE2.
    """
    for members in _members(codec, LOOSE):
        for i, chars in enumerate(members):
            odd = "".join(char for char in chars if not _is_plain(char))
            plain = ["".join(filter(_is_plain, before)) for before in members[:i]]
            if odd and all(plain):
                yield "".join(map(_class, (*plain, odd, *members[i + 1 :])))


def _is_plain(char: str) -> bool:
    return is_word(char) or "\u0410" <= char <= "\u042f"


def is_word(text: str) -> bool:
    """Whether `text` is letters and marks, none of them a capital: a letter of UTF-8 looks so only by chance."""
    if text != text.lower() or ORDINALS & set(text):
        return False
    return all(unicodedata.category(char) in WORD for char in text)


def _members(codec: str, letters: Iterable[Classes]) -> Iterator[list[str]]:
    """The characters of each class, for letters that `codec` has characters for."""
    register()
    for classes in letters:
        members = [bytes(range(first, last + 1)).decode(codec, "ignore") for first, last in classes]
        if all(members):
            yield members


def _class(members: str) -> str:
    return "[" + "".join(f"\\u{ord(char):04x}" for char in sorted(set(members))) + "]"


@cache
def register() -> None:
    """Give Python the sloppy codecs, as ftfy's import does."""
    import_module("ftfy.bad_codecs")
