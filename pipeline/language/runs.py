"""Runs, words and stretches of a text that are written in some scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from ._runs import next_run
from .characters import COMMON, JOINING, LETTER, LISTED, NEUTRAL, UNLISTED, kinds_of, script_of
from .scripts import SCRIPTS, together_with

# What a character is to some scripts, a byte each, in the order of its kinds: of theirs, of scripts that they are
# written together with, of the rest (another character, a letter, a mark of each); then of no script.
_OWN, _TOGETHER, _REST, _BARE = b"aAm", b"bBn", b"cCo", b"UVpjJ."
_LETTER, _MARK = b"[ABCUVJ]", b"mnop"
_JOINED = b"[%s]|[jJ](?=" + _LETTER + b")"
_WORD = b"[aAm](?:" + _JOINED % (b"aA" + _MARK) + b")*+"
_WORD_TOGETHER = b"[bBn](?:" + _JOINED % (b"bB" + _MARK) + b")*+"
_OTHER_RE = re.compile(b"[BCV]")
# From a place where no word ends: what is of no other script, and a stretch of words with no other script between.
_OWN_RE = re.compile(b"(?:" + _WORD + b"|[UVpjJ.])*+")
_STRETCH_RE = re.compile(_WORD + b"(?:(?:[UVpjJ.]|" + _WORD_TOGETHER + b")*+" + _WORD + b")*+")


@cache
def _roles(scripts: frozenset[str], together: frozenset[str] = frozenset()) -> bytes:
    """What characters of each kind are to some scripts: a table for `bytes.translate`."""
    of_scripts = (_OWN if code in scripts else _TOGETHER if code in together else _REST for code in SCRIPTS)
    return (b"." + b"".join(of_scripts) + _BARE).ljust(256, b".")


# What a character may be in words, a bit each: what a word begins with, which is inside a word too; what is so in front
# of a letter; a letter.
BEGINS, INSIDE, JOINS, IN_FRONT = (1 << i for i in range(4))


@cache
def _in_words(scripts: frozenset[str]) -> bytes:
    """What characters of each kind are in words that are written in some scripts: a table for `bytes.translate`."""
    bits = {BEGINS: b"aAm", INSIDE: b"aAmnop", JOINS: b"jJ", IN_FRONT: b"ABCUVJ"}
    return bytes(sum(bit for bit, roles in bits.items() if role in roles) for role in _roles(scripts))


class Run(NamedTuple):
    """`text[start:end]` holds letters of one script, with the marks, joiners, apostrophes and hyphens among them."""

    start: int
    end: int
    script: str


def script_runs(text: str) -> Iterator[Run]:
    """The maximal runs of letters of one script; what belongs to all scripts (digits, blanks, marks) ends a run."""
    kinds, at = kinds_of(text), 0
    while found := next_run(kinds, at, LISTED):
        start, at = found
        yield Run(start, at, script_of(kinds[start]))


def in_words(text: str, scripts: frozenset[str]) -> bytes:
    """What each character of a text is in words that are written in `scripts`, in bits, a byte each."""
    return kinds_of(text).translate(_in_words(scripts))


def has_other_script(text: str, scripts: frozenset[str]) -> bool:
    """Whether a letter of `text` belongs to none of `scripts`."""
    return _OTHER_RE.search(kinds_of(text).translate(_roles(scripts))) is not None


def foreign_stretches(text: str, host: frozenset[str]) -> Iterator[Run]:
    """The stretches of `text` in one script, or in scripts that are written together, none of them among the `host`
    ones; each with the script that it begins with. No letters of others stand in them but of the host's that are
    written together with theirs."""
    kinds = kinds_of(text)
    of_host, seen = kinds.translate(_roles(host)), dict[frozenset[str], bytes]()
    at = _end_of(_OWN_RE, of_host, 0)
    while at < len(text):
        script = script_of(kinds[at])
        together = together_with(script)
        if together not in seen:
            seen[together] = kinds.translate(_roles(together - host, together & host))
        end = _end_of(_STRETCH_RE, seen[together], at)
        yield Run(at, end, script)
        at = _end_of(_OWN_RE, of_host, end)


def _end_of(pattern: re.Pattern[bytes], kinds: bytes, at: int) -> int:
    match = pattern.match(kinds, at)
    return match.end() if match else len(kinds)


def main_script(text: str) -> tuple[str, int, int]:
    """The script of most letters of `text` (empty where it has none; of two the first), how many they are, and all
    letters."""
    kinds = kinds_of(text)
    counts = np.bincount(np.frombuffer(kinds, np.uint8), minlength=NEUTRAL)
    of_scripts = counts[LETTER : LISTED + 1 : 3]
    most = int(of_scripts.max())
    first = min(np.flatnonzero(of_scripts == most).tolist(), key=lambda place: kinds.find(3 * place + LETTER))
    total = of_scripts.sum() + counts[[COMMON, UNLISTED, JOINING]].sum()
    return SCRIPTS[first] if most else "", most, int(total)


def count_scripts(text: str) -> Counter[str]:
    """Code points in runs of each script (ISO 15924)."""
    counts: Counter[str] = Counter()
    for run in script_runs(text):
        counts[run.script] += run.end - run.start
    return counts
