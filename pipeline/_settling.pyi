import numpy as np
import numpy.typing as npt

def decide(
    rows: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    wishes: npt.NDArray[np.uint8],
    outcomes: npt.NDArray[np.uint8],
) -> None: ...
def places_of(
    data: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
) -> int: ...
def cut(data: npt.NDArray[np.uint8], places: npt.NDArray[np.int64], out: npt.NDArray[np.uint8]) -> None: ...
def rewrite(
    data: npt.NDArray[np.uint8],
    borders: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
    written: npt.NDArray[np.uint8],
    written_borders: npt.NDArray[np.int32],
    new_borders: npt.NDArray[np.int64],
    out: npt.NDArray[np.uint8],
) -> None: ...
