import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

def mark_places(
    codes: npt.NDArray[np.int32],
    borders: npt.NDArray[np.int64],
    whole: Bytes,
    prose: Bytes,
    head_prose: int,
    foot_prose: int,
    anywhere: int,
    in_head: int,
    in_foot: int,
    everywhere: int,
    stands: Bytes,
) -> None: ...
