import numpy as np
import numpy.typing as npt

DEPTH: int
ABREAST: int

def add_leaves(
    features: npt.NDArray[np.int16],
    rows: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int16],
    leaves: npt.NDArray[np.int32],
    totals: npt.NDArray[np.int32],
) -> None: ...
def find_least(totals: npt.NDArray[np.int32], columns: npt.NDArray[np.int64], least: npt.NDArray[np.int64]) -> None: ...
def add_reasons(
    lines: npt.NDArray[np.int16],
    rows: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int16],
    added: npt.NDArray[np.int32],
    totals: npt.NDArray[np.int32],
) -> None: ...
