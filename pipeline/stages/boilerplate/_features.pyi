import numpy as np
import numpy.typing as npt

def write_features(
    own: npt.NDArray[np.int16],
    lines: npt.NDArray[np.int64],
    borders: npt.NDArray[np.int64],
    ruled: npt.NDArray[np.uint8],
    next_lines: npt.NDArray[np.int64],
    windows: npt.NDArray[np.int64],
    times: npt.NDArray[np.int32],
    room: npt.NDArray[np.int64],
    running: npt.NDArray[np.int16],
    features: npt.NDArray[np.int16],
) -> None: ...
