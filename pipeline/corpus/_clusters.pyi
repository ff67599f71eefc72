import numpy as np
import numpy.typing as npt

def overlaps(
    one: npt.NDArray[np.uint32],
    one_starts: npt.NDArray[np.int64],
    one_ends: npt.NDArray[np.int64],
    other: npt.NDArray[np.uint32],
    other_starts: npt.NDArray[np.int64],
    other_ends: npt.NDArray[np.int64],
    most: int,
    common: npt.NDArray[np.int64],
    total: npt.NDArray[np.int64],
) -> None: ...
def connect(better: npt.NDArray[np.int32], worse: npt.NDArray[np.int32], best: npt.NDArray[np.int32]) -> None: ...
def choose(
    better: npt.NDArray[np.int32],
    worse: npt.NDArray[np.int32],
    taken: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
) -> None: ...
