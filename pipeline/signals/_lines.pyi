import numpy as np
import numpy.typing as npt

def find_lines(
    data: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.uint32],
    short: int,
    lines: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    counts: npt.NDArray[np.int64],
) -> None: ...
def count_repeated(
    data: npt.NDArray[np.uint8],
    lines: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    keys: npt.NDArray[np.uint64],
    sizes: npt.NDArray[np.int32],
    slots: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
) -> None: ...
