import numpy as np
import numpy.typing as npt

def measure_points(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32], points: npt.NDArray[np.int32]
) -> None: ...
def measure(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    points: npt.NDArray[np.int32],
    signs: npt.NDArray[np.uint8],
    lengths: npt.NDArray[np.int32],
    widths: npt.NDArray[np.int32],
    ended: npt.NDArray[np.uint8],
) -> None: ...
def count_signs(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    lines: npt.NDArray[np.int64],
    signs: npt.NDArray[np.uint8],
    numbers: npt.NDArray[np.int32],
) -> None: ...
def find_words(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    lines: npt.NDArray[np.int64],
    words: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    inside: npt.NDArray[np.uint32],
    stride: int,
    found: npt.NDArray[np.uint8],
) -> None: ...
