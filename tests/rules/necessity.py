"""A proof that a rule's cues are necessary: no way through its pattern leaves all of them out.

The pattern becomes an automaton over single characters. What is no plain character counts as unknown, so a rule that
passes is sound; one that fails may still be, and its pattern or its cues want plainer words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.rules import Rule
from pipeline.rules.compiled import WHOLE
from pipeline.rules.patterns import WORD_CUE

parse: Any = re._parser.parse  # type: ignore[attr-defined]  # the standard library's own reader of patterns
DATE, NUMBER, EDGE, UNKNOWN = "\ue001", "\ue000", "\x00", ""
"""A date, digits, a character that is no part of a word, any character."""
DATES = {"date": DATE, "when": DATE, "number": NUMBER, "time": NUMBER, "ago": NUMBER}
CLASSES = {"#digit": (DATE, NUMBER), "#date": (DATE,)}


class Cues(NamedTuple):
    """Cues that stand for themselves, those that stand for whole words (with edges), and signs that are cues."""

    plain: tuple[str, ...]
    words: tuple[str, ...]
    signs: tuple[str, ...]


class Reader(NamedTuple):
    """What of the text read so far may be the beginning of a plain cue, and of a whole word."""

    plain: str = ""
    word: str = ""


def is_provable(rule: Rule) -> bool:
    """Whether the rule's cues are words, digits or dates, and it looks at one line."""
    signs = {cue for cue in rule.cues if cue.startswith("#") and cue[1:].isalpha()}
    return signs <= CLASSES.keys() and rule.scope != "doubled"


def way_without_cue(rule: Rule) -> bool:
    """Whether some text that the pattern may match holds none of the rule's cues."""
    short = [cue for cue in rule.cues if cue.isascii() and cue.isalpha() and len(cue) <= WORD_CUE]
    signs = [sign for cue in rule.cues for sign in CLASSES.get(cue, ())]
    plain = [cue for cue in rule.cues if cue not in short and cue not in CLASSES]
    cues = Cues(tuple(plain), tuple(f"{EDGE}{cue}{EDGE}" for cue in short), tuple(signs))
    start = Reader(word=EDGE if rule.scope in (*WHOLE, "head") else "")
    ends = _read(parse(_plain_pattern(rule.pattern)), {start}, cues)
    at_end = rule.scope in (*WHOLE, "tail")
    return any(not at_end or any(True for _ in _step(end, EDGE, cues)) for end in ends)


def _plain_pattern(pattern: str) -> str:
    pattern = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), pattern)
    pattern = re.sub(r"\\p\{Nd\}", lambda _: r"\d", pattern)
    pattern = re.sub(r"\\[pP](?:\{\^?\w+\}|\w)", lambda _: r"\w", pattern)
    return re.sub(r"\{([a-z]+)\}", lambda m: DATES.get(m[1], ".+"), pattern)


def _read(items: Iterable[Any], readers: set[Reader], cues: Cues) -> set[Reader]:
    """The readers that come through a sequence of the pattern without having met a cue."""
    for operation, value in items:
        readers = _read_one(str(operation), value, readers, cues)
    return readers


def _read_one(operation: str, value: Any, readers: set[Reader], cues: Cues) -> set[Reader]:
    if operation == "SUBPATTERN":
        return _read(value[-1], readers, cues)
    if operation == "BRANCH":
        return {reader for branch in value[1] for reader in _read(branch, readers, cues)}
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeated(value, readers, cues)
    if operation == "AT":
        return readers
    signs = set(_signs(operation, value))
    return {new for reader in readers for sign in signs for new in _step(reader, sign, cues)}


def _repeated(value: tuple[int, Any, Any], readers: set[Reader], cues: Cues) -> set[Reader]:
    least, most, items = value
    found = set() if least else set(readers)
    new = _read(items, readers, cues)
    if most == 1:
        return found | new
    while not new <= found:
        found |= new
        new = _read(items, new, cues)
    return found


def _signs(operation: str, value: Any) -> Iterator[str]:
    """What one character of the pattern may be."""
    if operation == "LITERAL":
        yield chr(value)
    elif operation == "IN":
        yield from _signs_of_class(value)
    else:
        yield UNKNOWN


def _signs_of_class(members: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    kinds = {str(kind) for kind, _ in members}
    if kinds == {"LITERAL"}:
        yield from (chr(value) for _, value in members)
    elif all(_is_digit(str(kind), value) for kind, value in members):
        yield NUMBER
    elif all(_is_edge(str(kind), value) for kind, value in members):
        yield EDGE
    else:
        yield UNKNOWN


def _is_digit(kind: str, value: Any) -> bool:
    return str(value) == "CATEGORY_DIGIT" or (kind == "RANGE" and all(chr(end).isdigit() for end in value))


def _is_edge(kind: str, value: Any) -> bool:
    return str(value) == "CATEGORY_SPACE" or (kind == "LITERAL" and not _is_word(chr(value)))


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _step(reader: Reader, sign: str, cues: Cues) -> Iterator[Reader]:
    """The reader after one more character; nothing where that completes a cue."""
    if sign in cues.signs:
        return
    char = sign.lower() if len(sign.lower()) == 1 and sign not in (EDGE, NUMBER, DATE) else UNKNOWN
    known = "" if sign == UNKNOWN else char if char and _is_word(char) else EDGE
    word = _begun(reader.word + known, cues.words) if known and sign not in (NUMBER, DATE) else ""
    plain = _begun(reader.plain + char, cues.plain) if char else ""
    if plain is not None and word is not None:
        yield Reader(plain, word)


def _begun(text: str, cues: Sequence[str]) -> str | None:
    """The longest end of `text` that begins one of the cues; None where it ends with a whole one."""
    if any(text.endswith(cue) for cue in cues):
        return None
    ends = (text[start:] for start in range(len(text)))
    return next((end for end in ends if any(cue.startswith(end) for cue in cues)), "")
