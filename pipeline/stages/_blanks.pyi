import numpy as np
import numpy.typing as npt

def choose(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint8],
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    shapes: npt.NDArray[np.uint8],
    chosen: npt.NDArray[np.bool_],
) -> None: ...
