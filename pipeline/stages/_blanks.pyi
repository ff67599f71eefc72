import numpy as np
import numpy.typing as npt

def measure(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint8],
    shapes: npt.NDArray[np.uint8],
) -> None: ...
def choose(
    shapes: npt.NDArray[np.uint8],
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.bool_],
) -> None: ...
def find(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint8],
    shapes: npt.NDArray[np.uint8],
    points: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    spans: npt.NDArray[np.int64],
) -> int: ...
