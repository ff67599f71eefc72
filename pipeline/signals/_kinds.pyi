import numpy as np
import numpy.typing as npt

BLANK: int
WORD: int
LETTER: int
DIGIT: int
NUMBER: int
APART: int
OPENER: int
CLOSER: int
UNMARKED: int
ARMENIAN: int
GREEK: int
ETHIOPIC: int
DANDA: int
SIGN: int
TERMINAL: int
LETTER_JOINER: int
DIGIT_JOINER: int
HEBREW: int
CLAUSE_END: int
CLAUSE_LETTER: int
BULLET: int
DASH: int
PARTING: int
KNOWN: int

def holds(data: npt.NDArray[np.uint8], byte: int) -> bool: ...
