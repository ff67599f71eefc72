import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

def find_cores(
    data: Bytes, offsets: Numbers, edges: Bytes, most: int, starts: Places, ends: Places, passed: Numbers
) -> None: ...
def find_doubled(
    data: Bytes,
    offsets: Numbers,
    edges: Bytes,
    codes: Numbers,
    lengths: Numbers,
    borders: Places,
    longest: int,
) -> list[tuple[int, int]]: ...
