from collections.abc import Callable

import numpy as np
import numpy.typing as npt

def count_marks(
    data: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.uint32],
    read_page: Callable[[int], None],
    tokens: npt.NDArray[np.int32],
    words: npt.NDArray[np.uint64],
    counts: npt.NDArray[np.int64],
) -> int: ...
def put_words(tokens: npt.NDArray[np.int32], divided: npt.NDArray[np.int32], words: npt.NDArray[np.uint64]) -> None: ...
def count_line_ends(
    data: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint32],
    lines: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
) -> None: ...
