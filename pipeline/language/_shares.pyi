import numpy as np
import numpy.typing as npt

def count_before(
    data: npt.NDArray[np.uint8],
    letters: npt.NDArray[np.uint8],
    places: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> None: ...
