from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import regex

from pipeline.signals._counts import WORDS
from pipeline.signals._kinds import KNOWN, LETTER, TERMINAL, WORD
from pipeline.signals.counting import count_texts
from pipeline.signals.kinds import LISTED, PATTERNS, TERMINALS, load_kinds, read_page

POINTS = 0x40000


def test_every_code_point_is_what_patterns_and_lists_say() -> None:
    listed = "".join(map(chr, range(POINTS)))
    wanted = np.full(POINTS, KNOWN, dtype=np.uint32)
    for flag, pattern in PATTERNS:
        for match in regex.finditer(f"(?:{pattern})++", listed, regex.V1):
            wanted[match.start() : match.end()] |= flag
    for flag, chars in LISTED:
        for first, last in re.findall("(?s)(.)(?:-(.))?", chars):
            wanted[ord(first) : ord(last or first) + 1] |= flag
    for page in range(POINTS >> 8):
        read_page(page)
    assert np.array_equal(load_kinds()[:POINTS], wanted)


def test_a_page_is_read_when_a_text_comes_to_it() -> None:
    load_kinds.cache_clear()
    assert not load_kinds()[ord("я")] & KNOWN
    texts = ["яблоко\u0301.я 1.", "ab", "𐌰'𐌰", "яблоко\u0301.я 1."]
    counted = count_texts(pa.array(texts), ["und"] * 4)
    assert load_kinds()[[ord("я"), ord("ё"), ord("𐌱")]].tolist() == [WORD | LETTER | KNOWN] * 3
    again = count_texts(pa.array(texts), ["und"] * 4)
    assert np.array_equal(counted, again)
    assert counted[WORDS].tolist() == [2, 1, 1, 2]


def test_terminals_are_listed_one_by_one_or_from_one_to_another() -> None:
    terminals = {chr(code) for code in np.flatnonzero(load_kinds() & TERMINAL).tolist()}
    assert terminals == set(regex.findall(f"[{TERMINALS}]", "".join(map(chr, range(0x20000)))))
