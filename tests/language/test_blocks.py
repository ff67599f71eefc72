"""Scripts told by the first two bytes of a letter."""

from __future__ import annotations

import numpy as np
import regex

from pipeline.language.blocks import NONE, PAIRS, count_letters, pair_of, pairs_at
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
    counts, _ = count_letters(*view(*WORDS.values(), "", "12 “–” 🙂", "ab вг"))
    for row, (script, word) in enumerate(WORDS.items()):
        assert dict(zip(SCRIPTS, counts[row].tolist(), strict=True))[script] == len(word) == counts[row].sum()
    assert counts[-3:].sum(1).tolist() == [0, 0, 4]
    assert counts[-1][SCRIPTS.index("Cyrl")] == counts[-1][SCRIPTS.index("Latn")] == 2
    assert count_letters(*view())[0].shape == (0, len(SCRIPTS))
    assert len(SCRIPTS) == NONE


def test_bytes_are_summed_up_by_text() -> None:
    assert count_letters(*view("ab", "", "c"))[1].tolist() == [195, 0, 99]


def test_two_bytes_tell_the_script_of_nearly_every_letter() -> None:
    """Of the letters of the scripts known, below the astral planes."""
    wrong = []
    for script in SCRIPTS:
        letters = [
            chr(code) for code in range(0x80, 0xD800) if regex.match(rf"\p{{L}}(?<=\p{{Script={script}}})", chr(code))
        ]
        if not letters:
            continue
        told = count_letters(*view(*letters))[0][:, SCRIPTS.index(script)]
        wrong += [letter for letter, is_told in zip(letters, told, strict=True) if not is_told]
    assert len(wrong) < 700
    assert not {"ß", "ё", "ی", "한", "の", "ン"} & set(wrong)


def test_pairs_of_first_bytes_are_told_apart() -> None:
    chars = [chr(code) for code in (*range(0x80, 0x800), *range(0x800, 0xD800, 64), *range(0x10000, 0x20000, 4096))]
    data, bounds = view(*chars)
    assert pairs_at(data, bounds[:-1]).tolist() == [pair_of(char) for char in chars]
    assert len({pair_of(char) for char in chars}) == len({char.encode()[:2] for char in chars})
    assert max(map(pair_of, chars)) < PAIRS
