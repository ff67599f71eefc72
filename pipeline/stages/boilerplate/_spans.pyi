import numpy as np
import numpy.typing as npt

def count_blanks(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    edges: npt.NDArray[np.uint8],
    lines: npt.NDArray[np.int32],
    blanks: npt.NDArray[np.int64],
) -> None: ...
def find_plain(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    edges: npt.NDArray[np.uint8],
    lines: npt.NDArray[np.int32],
    plain: npt.NDArray[np.int64],
) -> None: ...
def count_before_prose(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    edges: npt.NDArray[np.uint8],
    lines: npt.NDArray[np.int32],
    prose: npt.NDArray[np.uint8],
    most: int,
) -> int: ...
def hash_plain(
    data: npt.NDArray[np.uint8],
    folds: npt.NDArray[np.uint32],
    expanded: npt.NDArray[np.uint32],
    plain: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint64],
) -> None: ...
def cut_runs(
    percent: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    named: npt.NDArray[np.uint8],
    pieces: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int32],
    digits: npt.NDArray[np.uint8],
) -> int: ...
