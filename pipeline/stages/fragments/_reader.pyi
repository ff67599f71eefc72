from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .scan import Tables

BLANK: int
APOSTROPHE: int
BEFORE: int
BREAK: int
KANA: int
CHINESE: int
DENSE: int
PARTING: int
WIDE: int
STRANGE: int
LACKED: int
OWN: int
FOREIGN: int
LATIN: int
LANGUAGES: int
KANA_TOO: int
FEWEST_BYTES: int
FEWEST_STRANGE: int
FEWEST_LATIN: int
BETWEEN: int
NEAR: int
WINDOW: int
SHIFT: int
FEWEST_SMALL: int
FEWEST_WORDS: int
FEWEST_DENSE: int
BITS: int

def place_words(
    letters: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int32],
    places: npt.NDArray[np.uint16],
    keys: npt.NDArray[np.uint64],
    sizes: npt.NDArray[np.uint8],
) -> None: ...

class Reader:
    def __init__(
        self,
        tables: Tables,
        labels: list[str],
        detect: Callable[[str], str],
        is_suspect: Callable[[int, str, bool], bool],
    ) -> None: ...
    def read(
        self,
        data: npt.NDArray[np.uint8],
        offsets: npt.NDArray[np.int32],
        points: npt.NDArray[np.int32],
        codes: npt.NDArray[np.int32],
        borders: npt.NDArray[np.int64],
        hosts: npt.NDArray[np.int64],
        seen: npt.NDArray[np.int32],
        chosen: npt.NDArray[np.uint8],
    ) -> None: ...
