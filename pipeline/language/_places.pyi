import numpy as np
import numpy.typing as npt

def cut(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    places: int,
    size: int,
    out: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int64],
    signs: npt.NDArray[np.uint8],
) -> None: ...
