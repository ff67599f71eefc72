import numpy as np
import numpy.typing as npt

def write_looked(
    probability: npt.NDArray[np.int32],
    words: npt.NDArray[np.int16],
    borders: npt.NDArray[np.int64],
    likely: npt.NDArray[np.int64],
    expected: npt.NDArray[np.int64],
    room: npt.NDArray[np.int64],
    looked: npt.NDArray[np.int16],
) -> None: ...
