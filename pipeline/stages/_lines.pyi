import numpy as np
import numpy.typing as npt

def count_lines(
    data: npt.NDArray[np.uint8], borders: npt.NDArray[np.int32], has_returns: bool, firsts: npt.NDArray[np.int32]
) -> None: ...
def divide(
    data: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    has_returns: bool,
    offsets: npt.NDArray[np.int32],
    out: npt.NDArray[np.uint8],
) -> None: ...
def measure(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32], lengths: npt.NDArray[np.int32]) -> None: ...
def add_up(lengths: npt.NDArray[np.int32], borders: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> None: ...
