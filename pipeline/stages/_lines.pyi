import numpy as np
import numpy.typing as npt

def divide(
    data: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    salt: int,
    slots: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int32],
    out: npt.NDArray[np.uint8],
    distinct: int,
    firsts: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
) -> int: ...
def count_ends(data: npt.NDArray[np.uint8]) -> int: ...
def add_up(
    lengths: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int64],
    others: npt.NDArray[np.uint8],
) -> None: ...
def exchange(
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    new_codes: npt.NDArray[np.int32],
    new_borders: npt.NDArray[np.int32],
    out: npt.NDArray[np.int32],
    out_borders: npt.NDArray[np.int32],
) -> None: ...
