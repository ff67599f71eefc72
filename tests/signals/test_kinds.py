from __future__ import annotations

import numpy as np
import regex

from pipeline.signals.kinds import LETTER, PATTERNS, TERMINALS, WORD, kinds_of, load_members

LISTED = 0x20000


def test_every_code_point_is_what_the_patterns_say() -> None:
    wanted = np.zeros(LISTED, dtype=np.uint8)
    listed = "".join(map(chr, range(LISTED)))
    for flag, pattern in PATTERNS:
        for match in regex.finditer(f"(?:{pattern})++", listed, regex.V1):
            wanted[match.start() : match.end()] |= flag
    assert np.array_equal(kinds_of(np.arange(LISTED, dtype=np.int32)), wanted)


def test_a_page_is_read_when_a_text_comes_to_it() -> None:
    assert kinds_of(np.array([ord("я"), ord("ā"), ord("я")], dtype=np.int32)).tolist() == [WORD | LETTER] * 3
    assert not len(kinds_of(np.zeros(0, dtype=np.int32)))


def test_members_are_listed_one_by_one_or_from_one_to_another() -> None:
    assert np.flatnonzero(load_members("-*a-c")).tolist() == [ord(char) for char in "*-abc"]
    assert np.flatnonzero(load_members("-*")).tolist() == [ord("*"), ord("-")]
    terminals = {chr(code) for code in np.flatnonzero(load_members(TERMINALS)).tolist()}
    assert terminals == set(regex.findall(f"[{TERMINALS}]", "".join(map(chr, range(0x20000)))))
