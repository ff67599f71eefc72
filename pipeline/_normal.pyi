import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int32]
Folds = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

def find_changing(
    data: Bytes, offsets: Offsets, folds: Folds, changes: int, mark: int, most: int, found: Bytes
) -> None: ...
def read_words(
    data: Bytes,
    offsets: Offsets,
    folds: Folds,
    shift: int,
    base: int,
    hashes: Hashes,
    numbers: Bytes,
    borders: Numbers,
    letters: Numbers,
    widths: Numbers,
) -> None: ...
def hash_lines(words: Hashes, numbers: Bytes, borders: Numbers, number: int, base: int, hashes: Hashes) -> None: ...
