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
