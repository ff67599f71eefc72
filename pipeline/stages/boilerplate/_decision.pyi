import numpy as np
import numpy.typing as npt

def write_fractions(
    probability: npt.NDArray[np.int32],
    words: npt.NDArray[np.int16],
    borders: npt.NDArray[np.int64],
    unknown: int,
    room: npt.NDArray[np.int64],
    fractions: npt.NDArray[np.int64],
) -> None: ...
def write_stretches(
    scores: npt.NDArray[np.int64], borders: npt.NDArray[np.int64], stretches: npt.NDArray[np.int64]
) -> None: ...
def write_kept(
    probability: npt.NDArray[np.int32],
    features: npt.NDArray[np.int16],
    borders: npt.NDArray[np.int64],
    stretches: npt.NDArray[np.int64],
    least: npt.NDArray[np.int64],
    doubtful: npt.NDArray[np.int64],
    keep: npt.NDArray[np.uint8],
) -> None: ...
def find_runs(
    keep: npt.NDArray[np.uint8],
    features: npt.NDArray[np.int16],
    borders: npt.NDArray[np.int64],
    runs: npt.NDArray[np.int64],
) -> int: ...
