import numpy as np
import numpy.typing as npt

def count_ngrams(
    hashes: npt.NDArray[np.uint64],
    characters: npt.NDArray[np.int32],
    top: int,
    longest: int,
    keys: npt.NDArray[np.uint64],
    room: npt.NDArray[np.int32],
    slots: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
) -> None: ...
