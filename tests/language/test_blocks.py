"""Scripts told by the first two bytes of a letter."""

from __future__ import annotations

import numpy as np
import regex

from pipeline.language.blocks import NONE, PAIRS, count_letters, owners_of, pair_of, pairs_at, scripts_at, sums_of
from pipeline.language.scripts import SCRIPTS

WORDS = {
    "Latn": "Straße",
    "Cyrl": "мост",
    "Arab": "پل",
    "Hani": "橋梁",
    "Hira": "はし",
    "Kana": "ノート",
    "Hang": "다리",
    "Deva": "पुल",
    "Grek": "γέφυρα",
    "Hebr": "גשר",
    "Thai": "สะพาน",
    "Armn": "կամուրջ",
    "Geor": "ხიდი",
    "Ethi": "ድልድይ",
    "Taml": "பாலம்",
    "Khmr": "ស្ពាន",
}


def view(*texts: str) -> tuple[np.ndarray, np.ndarray]:
    encoded = [text.encode() for text in texts]
    return np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0, *map(len, encoded)])


def test_letters_are_counted_by_script_and_text() -> None:
    counts = count_letters(*view(*WORDS.values(), "", "12 “–” 🙂", "ab вг"))
    for row, (script, word) in enumerate(WORDS.items()):
        assert dict(zip(SCRIPTS, counts[row].tolist(), strict=True))[script] == len(word) == counts[row].sum()
    assert counts[-3:].sum(1).tolist() == [0, 0, 4]
    assert counts[-1][SCRIPTS.index("Cyrl")] == counts[-1][SCRIPTS.index("Latn")] == 2
    assert count_letters(*view()).shape == (0, len(SCRIPTS))


def test_two_bytes_tell_the_script_of_nearly_every_letter() -> None:
    """Of the letters of the scripts known, below the astral planes."""
    wrong = []
    for script in SCRIPTS:
        letters = [
            chr(code) for code in range(0x80, 0xD800) if regex.match(rf"\p{{L}}(?<=\p{{Script={script}}})", chr(code))
        ]
        if not letters:
            continue
        data, bounds = view(*letters)
        told = scripts_at(data, bounds[:-1])
        wrong += [letter for letter, place in zip(letters, told, strict=True) if place != SCRIPTS.index(script)]
    assert len(wrong) < 700
    assert not {"ß", "ё", "ی", "한", "の", "ン"} & set(wrong)


def test_owners() -> None:
    assert owners_of(np.array([0, 3, 4, 9]), np.array([0, 3, 3, 10])).tolist() == [0, 2, 2, 2]
    assert len(SCRIPTS) == NONE


def test_pairs_of_first_bytes_are_told_apart() -> None:
    chars = [chr(code) for code in (*range(0x80, 0x800), *range(0x800, 0xD800, 64), *range(0x10000, 0x20000, 4096))]
    data, bounds = view(*chars)
    assert pairs_at(data, bounds[:-1]).tolist() == [pair_of(char) for char in chars]
    assert len({pair_of(char) for char in chars}) == len({char.encode()[:2] for char in chars})
    assert max(map(pair_of, chars)) < PAIRS


def test_sums() -> None:
    data, bounds = view("ab", "", "c")
    assert sums_of(data, bounds).tolist() == [195, 0, 99]
    assert sums_of(*view()).tolist() == []
