import numpy as np
import numpy.typing as npt

def letters_between(data: npt.NDArray[np.uint8], letters: npt.NDArray[np.uint8], places: list[int]) -> list[int]: ...
