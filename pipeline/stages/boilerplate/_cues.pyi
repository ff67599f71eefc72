import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]

def lower_all(points: npt.NDArray[np.uint32]) -> None: ...

class Finder:
    def __init__(
        self,
        text: Bytes,
        bounds: Numbers,
        words: Bytes,
        starts: Numbers,
        rules: Numbers,
        classes: Numbers,
        longest: Numbers,
        places: Bytes,
        points: npt.NDArray[np.uint32],
    ) -> None: ...
    def find(
        self, data: Bytes, offsets: Numbers, own: Numbers, lengths: Numbers, stands: Bytes
    ) -> tuple[Numbers, Numbers]: ...
