from collections.abc import Callable

import numpy as np
import numpy.typing as npt

ROOM: int

def measure_lines(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    lines: npt.NDArray[np.int64],
    known: npt.NDArray[np.uint8],
    kind_of: Callable[[int], int],
    room: npt.NDArray[np.uint8],
    measures: npt.NDArray[np.int16],
) -> None: ...
