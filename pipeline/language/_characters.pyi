import numpy as np
import numpy.typing as npt

def look_up(text: str, table: npt.NDArray[np.uint8]) -> bytes: ...
