import numpy as np
import numpy.typing as npt

def overlaps(
    one: npt.NDArray[np.uint32],
    one_borders: npt.NDArray[np.int32],
    other: npt.NDArray[np.uint32],
    other_borders: npt.NDArray[np.int32],
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
