import numpy as np
import numpy.typing as npt

def count_letters(
    data: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int64],
    scripts: npt.NDArray[np.uint8],
    latin: int,
    counts: npt.NDArray[np.int64],
    sums: npt.NDArray[np.int64],
) -> None: ...
