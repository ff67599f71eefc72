import numpy as np
import numpy.typing as npt

def track(
    groups: npt.NDArray[np.int64],
    spans: npt.NDArray[np.int64],
    written: npt.NDArray[np.int64],
    applied: npt.NDArray[np.uint8],
    tracks: npt.NDArray[np.int64],
    firsts: npt.NDArray[np.int64],
) -> None: ...
def place(
    rows: npt.NDArray[np.int64],
    groups: npt.NDArray[np.int64],
    tracks: npt.NDArray[np.int64],
    firsts: npt.NDArray[np.int64],
    sources: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int64],
) -> None: ...
