"""Kinds of characters, in the order of `characters.py`, and what is measured of a line, in that of `measures.py`."""

cdef enum:
    OTHER
    LOWER
    UPPER
    CASELESS
    MARK
    WIDE
    UNSPACED
    DIGIT
    SPACE
    END
    COMMA
    CLOSER
    SEPARATOR
    COLON
    POINT
    BREAK
    KINDS

cdef enum:
    BULLET = KINDS

cdef enum:
    WIDTH
    WORDS
    CAPITALISED
    CAPITALS
    SHORT_WORDS
    WORD_LENGTH
    DIGITS
    SENTENCE_ENDS
    COMMAS
    COLONS
    SEPARATORS
    SYMBOLS
    POINTS
    FIRST_SIGN
    LAST_SIGN
    SENTENCE
    IS_BULLET
    LETTERS
    CASED
