import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

def join_parts(
    data: Bytes, starts: Indices, ends: Indices, looks: Numbers, lines: Numbers, rules: Numbers
) -> tuple[Numbers, Indices, Bytes, Indices]: ...
