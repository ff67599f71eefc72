"""The flags of code points (kinds.py says what they mean), as compiled loops read them."""

from libc.stdint cimport uint8_t, uint32_t

from pipeline.document.utf8 cimport point_of, start_before, width_of


cpdef enum:
    BLANK = 1 << 0
    WORD = 1 << 1
    LETTER = 1 << 2
    DIGIT = 1 << 3
    NUMBER = 1 << 4
    APART = 1 << 5
    OPENER = 1 << 6
    CLOSER = 1 << 7
    UNMARKED = 1 << 8
    ARMENIAN = 1 << 9
    GREEK = 1 << 10
    ETHIOPIC = 1 << 11
    DANDA = 1 << 12
    SIGN = 1 << 13
    TERMINAL = 1 << 14
    LETTER_JOINER = 1 << 15
    DIGIT_JOINER = 1 << 16
    HEBREW = 1 << 17
    CLAUSE_END = 1 << 18
    CLAUSE_LETTER = 1 << 19
    BULLET = 1 << 20
    DASH = 1 << 21
    PARTING = 1 << 22
    KNOWN = 1 << 23


# A document or a line: where it starts and ends in the bytes of many. Blanks are thought to stand around it.
cdef struct Text:
    const uint8_t* data
    const uint32_t* kinds
    Py_ssize_t start
    Py_ssize_t end


cdef inline uint32_t take_kind(const Text* text, Py_ssize_t* at) noexcept nogil:
    """The flags of the character that begins at a byte before the end; goes on to the next one."""
    cdef uint32_t point = point_of(text.data + at[0])
    at[0] += 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4
    return text.kinds[point]


cdef inline uint32_t kind_at(const Text* text, Py_ssize_t at) noexcept nogil:
    """The flags of the character that begins at a byte."""
    return BLANK if at >= text.end else text.kinds[point_of(text.data + at)]


cdef inline uint32_t kind_before(const Text* text, Py_ssize_t at) noexcept nogil:
    """The flags of the character that ends at a byte."""
    return BLANK if at <= text.start else text.kinds[point_of(text.data + before(text, at))]


cdef inline Py_ssize_t before(const Text* text, Py_ssize_t at) noexcept nogil:
    """Where the character begins that ends at a byte behind the start."""
    return start_before(text.data, at)


cdef inline Py_ssize_t after(const Text* text, Py_ssize_t at) noexcept nogil:
    """Where the character ends that begins at a byte before the end."""
    return at + width_of(text.data[at])
