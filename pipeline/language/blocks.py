"""Which script a letter of UTF-8 is in, told by its first two bytes, over whole buffers at once.

Two bytes name a character below U+0800, a block of 64 below U+10000. Good enough to choose and to count by: digits and
signs inside a script's blocks are counted as its letters.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from . import _letters
from .scripts import SCRIPTS

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

# Unicode's blocks of each script (first and last code point, inclusive), as far as two bytes tell them apart.
_BLOCKS = {
    "Latn": "C0-D6 D8-F6 F8-2AF 1D00-1DBF 1E00-1EFF A700-A7FF FF00-FF3F",
    "Cyrl": "400-481 48A-52F 2DC0-2DFF A640-A6BF",
    "Arab": "620-65F 66E-6D3 6D5-6EF 6FA-6FF 750-77F 880-8FF FB40-FDFF FE40-FEBF",
    "Hani": "2E80-2FDF 3400-4DBF 4E00-9FFF F900-FAFF 20000-3FFFF",
    "Hira": "3040-30BF",
    "Kana": "30C0-30FF 31C0-31FF FF40-FF9F",
    "Hang": "1100-11FF 3140-31BF A940-A97F AC00-D7BF FFA0-FFDF",
    "Deva": "900-97F",
    "Grek": "370-373 376-377 37B-37D 386-3FF 1F00-1FFF",
    "Hebr": "591-5F4 FB00-FB3F",
    "Thai": "E00-E7F",
    "Beng": "980-9FF",
    "Armn": "531-58A",
    "Geor": "10C0-10FF 1C80-1CBF 2D00-2D3F",
    "Taml": "B80-BFF",
    "Telu": "C00-C7F",
    "Knda": "C80-CFF",
    "Mlym": "D00-D7F",
    "Gujr": "A80-AFF",
    "Guru": "A00-A7F",
    "Orya": "B00-B7F",
    "Sinh": "D80-DFF",
    "Khmr": "1780-17FF 19C0-19FF",
    "Laoo": "E80-EFF",
    "Mymr": "1000-10BF AA40-AA7F",
    "Tibt": "F00-FFF",
    "Ethi": "1200-13BF 2D80-2DBF",
    "Thaa": "780-7BF",
    "Syrc": "710-74F 840-87F",
    "Cher": "13C0-13FF AB40-ABBF",
    "Cans": "1400-167F 18C0-18FF",
    "Limb": "1900-193F",
    "Mong": "1800-18BF",
    "Tfng": "2D40-2D7F",
    "Nkoo": "7C0-7FF",
    "Olck": "1C40-1C7F",
    "Java": "A980-A9FF",
    "Bali": "1B00-1B7F",
    "Yiii": "A000-A4BF",
    "Copt": "2C80-2CFF",
}
NONE = len(SCRIPTS)


# How many pairs of first bytes there are: of each of the two, all but the six lowest bits are the same in every pair.
PAIRS = 1 << 12


def pair_of(char: str) -> int:
    """The number of the first two bytes of a character beyond ASCII, below `PAIRS`."""
    lead, second = char.encode()[:2]
    return (lead & 0x3F) << 6 | second & 0x3F


def pairs_at(data: Bytes, leads: Counts) -> npt.NDArray[np.uint16]:
    """As `pair_of`, for the characters that begin at `leads` of UTF-8 `data`, all of them beyond ASCII."""
    pairs = data.take(leads).astype(np.uint16)
    pairs &= np.uint16(0x3F)
    pairs <<= np.uint16(6)
    pairs |= data[1:].take(leads) & np.uint8(0x3F)
    return pairs


@cache
def scripts_of_pairs() -> npt.NDArray[np.uint8]:
    """By its first two bytes the place of a character's script in `SCRIPTS`; `NONE` where it is in none."""
    table = np.full(PAIRS, NONE, np.uint8)
    for script, blocks in _BLOCKS.items():
        for block in blocks.split():
            first, last = (int(code, 16) for code in block.split("-"))
            step = 1 if first < 0x800 else 64 if first < 0x10000 else 4096
            data = np.frombuffer("".join(map(chr, range(first, last + 1, step))).encode(), np.uint8)
            table[pairs_at(data, np.flatnonzero(data >= 0xC0))] = SCRIPTS.index(script)
    return table


def count_letters(data: Bytes, bounds: Counts) -> tuple[Counts, Counts]:
    """Letters of each of `SCRIPTS` in each stretch of UTF-8 between two of the ascending `bounds`, the first of them 0
    and the last the length of `data`: one row a stretch; and the sums of their bytes. A mark that stands on a letter
    counts as one."""
    counts, sums = np.zeros((len(bounds) - 1, NONE + 1), np.int64), np.zeros(len(bounds) - 1, np.int64)
    _letters.count_letters(data, bounds, scripts_of_pairs(), SCRIPTS.index("Latn"), counts, sums)
    return counts[:, :NONE], sums
