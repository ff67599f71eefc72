from __future__ import annotations

import re

import numpy as np
import regex

from pipeline.signals.kinds import APART, LETTER, LISTED, PATTERNS, TERMINAL, TERMINALS, WORD, kinds_of

POINTS = 0x40000


def test_every_code_point_is_what_patterns_and_lists_say() -> None:
    listed = "".join(map(chr, range(POINTS)))
    wanted = np.zeros(POINTS, dtype=np.uint32)
    for flag, pattern in PATTERNS:
        for match in regex.finditer(f"(?:{pattern})++", listed, regex.V1):
            wanted[match.start() : match.end()] |= flag
    for flag, chars in LISTED:
        for first, last in re.findall("(?s)(.)(?:-(.))?", chars):
            wanted[ord(first) : ord(last or first) + 1] |= flag
    found = kinds_of(np.frombuffer(listed.encode("utf-8", "ignore"), np.uint8))
    points = np.r_[:0xD800, 0xE000:POINTS]
    assert np.array_equal(found[points], wanted[points])


def test_what_is_known_of_no_text_is_ascii() -> None:
    kinds = kinds_of(np.zeros(0, np.uint8))
    assert kinds[ord("a")] == WORD | LETTER
    assert kinds[0x4E00] & APART
    assert kinds[ord("。")] & TERMINAL


def test_a_page_is_read_when_a_text_comes_to_it() -> None:
    kinds = kinds_of(np.frombuffer("я𐌰".encode(), np.uint8))
    assert kinds[[ord("я"), ord("ё"), ord("𐌱")]].tolist() == [WORD | LETTER] * 3


def test_terminals_are_listed_one_by_one_or_from_one_to_another() -> None:
    kinds = kinds_of(np.zeros(0, np.uint8))
    terminals = {chr(code) for code in np.flatnonzero(kinds & TERMINAL).tolist()}
    assert terminals == set(regex.findall(f"[{TERMINALS}]", "".join(map(chr, range(0x20000)))))
