import numpy as np
import numpy.typing as npt

from pipeline.stages.encoding.sequences import Matcher

def read_bits(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    matcher: Matcher,
    longer: int,
    bits: npt.NDArray[np.uint32],
) -> None: ...
def read_lines(data: bytes, matcher: Matcher, longer: int) -> list[int]: ...
def find_byte(
    bounds: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], byte: int, found: npt.NDArray[np.bool_]
) -> None: ...
def find_entities(
    bounds: npt.NDArray[np.int32],
    data: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    found: npt.NDArray[np.bool_],
) -> None: ...
