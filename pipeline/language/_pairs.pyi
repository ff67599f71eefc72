import numpy as np
import numpy.typing as npt

def read_profile(data: npt.NDArray[np.uint8], pairs: npt.NDArray[np.uint32], counts: npt.NDArray[np.int64]) -> int: ...
def read_text(
    codes: npt.NDArray[np.uint16],
    kinds: npt.NDArray[np.uint16],
    folds: npt.NDArray[np.uint16],
    pairs: npt.NDArray[np.uint32],
) -> tuple[int, int, int, int]: ...
def count_pairs(
    pairs: npt.NDArray[np.uint32],
    known: npt.NDArray[np.uint32],
    rows: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> int: ...
