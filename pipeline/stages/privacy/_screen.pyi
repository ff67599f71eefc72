import numpy as np
import numpy.typing as npt

def read_lines(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    telling: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint8],
    clues: npt.NDArray[np.uint8],
) -> None: ...
def read_line(data: bytes, telling: npt.NDArray[np.uint8], kinds: npt.NDArray[np.uint8]) -> int: ...
