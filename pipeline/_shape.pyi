import numpy as np
import numpy.typing as npt

def measure_points(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32], points: npt.NDArray[np.int32]
) -> None: ...
def measure(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int32],
    points: npt.NDArray[np.int32],
    signs: npt.NDArray[np.uint8],
    lengths: npt.NDArray[np.int32],
    widths: npt.NDArray[np.int32],
    ended: npt.NDArray[np.uint8],
) -> None: ...

class Lines:
    def __init__(
        self,
        data: npt.NDArray[np.uint8],
        offsets: npt.NDArray[np.int32],
        lengths: npt.NDArray[np.int32],
        widths: npt.NDArray[np.int32],
        ended: npt.NDArray[np.uint8],
        prose: npt.NDArray[np.uint8],
        signs: npt.NDArray[np.uint8],
        leads: npt.NDArray[np.uint8],
        words: tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32], npt.NDArray[np.uint32], int],
        limits: tuple[int, ...],
    ) -> None: ...
    def read_scores(self, lines: npt.NDArray[np.int64], scores: npt.NDArray[np.int32]) -> None: ...
    def find_pages(
        self,
        codes: npt.NDArray[np.int32],
        borders: npt.NDArray[np.int32],
        own: npt.NDArray[np.int32],
        pages: npt.NDArray[np.uint8],
    ) -> None: ...
