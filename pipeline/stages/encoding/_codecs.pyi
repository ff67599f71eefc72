import numpy as np
import numpy.typing as npt

def find_codecs(data: npt.NDArray[np.uint8], roles: npt.NDArray[np.uint16]) -> int: ...
