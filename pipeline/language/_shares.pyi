import numpy as np
import numpy.typing as npt

def count_letters(
    data: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    letters: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    inside: npt.NDArray[np.int64],
    outside: npt.NDArray[np.int64],
) -> None: ...
