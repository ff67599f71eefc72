import numpy as np
import numpy.typing as npt

def find_words(
    data: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.uint32],
    words: npt.NDArray[np.uint64],
    edges: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    characters: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
) -> int: ...
