import numpy as np
import numpy.typing as npt

def put_forms(
    data: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int32],
    numbers: npt.NDArray[np.int32],
    slots: npt.NDArray[np.uint64],
) -> None: ...
def count_stop_words(
    hashes: npt.NDArray[np.uint64],
    lists: npt.NDArray[np.int32],
    tables: npt.NDArray[np.uint64],
    counts: npt.NDArray[np.int64],
) -> None: ...
