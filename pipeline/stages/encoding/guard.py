"""Text about encodings, code and markup: what looks like damage there is meant, and is flagged instead of changed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, eq=False)
class Words:
    """A pattern, and strings in small letters of which a text that it is found in holds one: quicker to look for."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]


def _words(patterns: Mapping[str, str], others: Mapping[str, str]) -> Words:
    """Words of languages that part words, by their stems, and of such as do not."""
    parted, whole = "|".join(patterns.values()), "".join(f"|{word}" for word in others.values())
    return Words(re.compile(rf"(?i)\b(?:{parted})\b{whole}"), (*patterns, *others))


# Words that a text about encodings uses, in the languages that write most about them, and that one about markup does.
ABOUT = _words(
    {
        "mojibake": "mojibake",
        "utf": "utf-?(?:8|16|32|7)",
        "latin": "latin-?1",
        "8859": "iso-?8859",
        "windows": "windows-?125[0-8]",
        "cp": "cp-?125[0-8]|cp437",
        "macroman": "macroman",
        "koi8": "koi8",
        "unicode": "unicode",
        "charset": "charsets?",
        "code": "code ?pages?|(?:en|de)code[sd]?",
        "coder": "(?:en|de)coder",
        "coding": "(?:en|de)codings?",
        "misread": "misread",
        "zeichen": "zeichensatz|zeichenkodierung",
        "kodierung": "kodierung",
        "codage": "encodage|codage",
        "codifica": "codificaci[oó]n|codifica(?:ção)?",
        "kodowani": "kodowani[ea]",
        "kódování": "kódování",
        "юникод": "юникод",
        "кодировк": "кодировк[аиуе]",
    },
    {word: word for word in ("文字化け", "文字コード", "乱码", "亂碼", "编码", "인코딩")},
)
MARKUP = _words(
    {"html": "html", "xml": "xml", "sgml": "sgml", "entit": "entit(?:y|ies)", "escap": "escap(?:e|es|ed|ing)"}
    | {"markup": "markup"},
    {},
)
# Marks of code, JSON and markup around what looks like damage.
CODE = Words(
    re.compile(
        r"""\w\(['"]|['"]\s?:\s?['"{\[]|[=\[{]\s?r?b?['"]|\w="[^"]{0,200}"|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|[;{]\s*$"""
        r"""|^\s*(?://|/\*|def |var |let |const )"""
    ),
    ("'", '"', "\\u", "\\x", ";", "{", "//", "/*", "def ", "var ", "let ", "const "),
)
TAG_RE = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,200})?/?>")
ELEMENT_RE = re.compile(r"\s*<[a-zA-Z!?/][^<>]{0,400}>.*</?[a-zA-Z][^<>]{0,400}>\s*")
ENTITY_RE = re.compile(r"&(?:amp;){0,3}#?[0-9A-Za-z]{1,32};")
ESCAPED_RE = re.compile("&(?:lt|gt);")
ESCAPED_TAG_RE = re.compile("&(?:amp;){0,3}lt;/?[A-Za-z][A-Za-z0-9]{0,15}(?: [^&<>]{0,100})?/?&(?:amp;){0,3}gt;")
# How far from its damaged form a whole word counts as its counterpart. Characters.
NEAR = 12
# How far from damage a word about encodings, code, or the counterpart of a quoted word is looked for, and how far
# a word reaches, at most. Characters.
WIDE, LONG = 300, 60
OPENING, CLOSING = "“‘„‚«‹\"'`「『(|[<", "”’“‘»›\"'`」』)|]>"
# What stands before and behind a word that is shown and not used.
BEFORE, BEHIND = frozenset({"", " ", "\t", *OPENING}), frozenset({"", " ", "\t", ".", ",", ";", ":", *CLOSING})
QUOTED = dict(zip("“‘„‚«‹\"'`「『", "”’“‘»›\"'`」』", strict=True))


def is_quoted_letter(text: str, start: int, end: int) -> bool:
    """Whether start..end ends in the quotation mark that closes what one right before it opens.

    `“Ã”` is a letter in quotation marks, whatever its last two characters would be in UTF-8.
    """
    before = text[start - 1 : start]
    return bool(before) and QUOTED.get(before) == text[end - 1]


def is_about(text: str, start: int, end: int, meant: str, words: Words = ABOUT) -> bool:
    """Whether the damage at start..end of a line (`meant` is what it would be) is what the line speaks about.

    It is where the line says so near by, in one of `words`, or is code, and the damage stands alone or quoted; and
    where the same word stands whole close by, the damaged one alone or quoted. Running text may repeat a word, but
    not as close.
    """
    left, right = word_of(text, start, end)
    alone = left == start and right == end and text[start - 1 : start] in BEFORE and text[end : end + 1] in BEHIND
    quoted = left > 0 and right < len(text) and text[left - 1] in OPENING and text[right] in CLOSING
    if not (alone or quoted):
        return False
    if _is_near(text, words, start, WIDE) or (quoted and _is_near(text, CODE, start, WIDE)):
        return True
    return _holds(text, text[left:start] + meant + text[end:right], left, right, WIDE if quoted else NEAR)


def word_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the word around start..end, at most `LONG` characters to each side."""
    least, most = max(0, start - LONG), min(len(text), end + LONG)
    while start > least and text[start - 1].isalnum():
        start -= 1
    while end < most and text[end].isalnum():
        end += 1
    return start, end


def _is_near(text: str, words: Words, at: int, near: int) -> bool:
    """Whether one of `words` is found in a line, starting within `near` characters of `at`."""
    starts = _starts(text, words)
    i = bisect_left(starts, at - near)
    return i < len(starts) and starts[i] <= at + near


@lru_cache(maxsize=64)
def _starts(text: str, words: Words) -> list[int]:
    small = text.lower()
    for stem in words.stems:  # a plain loop, for most lines that are asked about hold none
        if stem in small:
            return [match.start() for match in words.pattern.finditer(text)]
    return []


def _holds(text: str, word: str, start: int, end: int, near: int) -> bool:
    """Whether `word` stands, as a word, within `near` characters of start..end."""
    around = text[max(0, start - near - len(word)) : start] + "\0" + text[end : end + near + len(word)]
    at = around.find(word) if word else -1
    while at >= 0:
        if not (around[at - 1 : at].isalnum() or around[at + len(word) : at + len(word) + 1].isalnum()):
            return True
        at = around.find(word, at + 1)
    return False


def is_markup(line: str) -> bool:
    """Whether entities in `line` are meant: it is code, JSON or one element of markup, or shows escaped tags."""
    if ELEMENT_RE.fullmatch(line) or ESCAPED_TAG_RE.search(line):
        return True
    if TAG_RE.search(line) and ESCAPED_RE.search(line):
        return True
    return bool(_starts(ENTITY_RE.sub("", line), CODE))
