import numpy as np
import numpy.typing as npt

CHARACTERS: int
LINES: int
LINE_CHARACTERS: int
REPEATED_LINES: int
REPEATED_LINE_CHARACTERS: int
PARAGRAPHS: int
PARAGRAPH_CHARACTERS: int
REPEATED_PARAGRAPHS: int
REPEATED_PARAGRAPH_CHARACTERS: int
SHORT_LINES: int
BULLETS: int
ENDED_LINES: int
JUDGED_LINES: int
CUT_LINES: int
SENTENCES: int
DIGITS: int
HASH_SIGNS: int
ELLIPSES: int
CURLY_BRACKETS: int
WORDS: int
WORD_CHARACTERS: int
LETTERED_WORDS: int
PLACEHOLDERS: int
LISTED: int
STOP_WORDS: int
DIFFERENT_STOP_WORDS: int
NGRAM_CHARACTERS: int
COLUMNS: int

def count_characters(
    data: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int32], characters: npt.NDArray[np.int64]
) -> None: ...
