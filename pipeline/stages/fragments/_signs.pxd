"""The signs that part the words of a line, a piece of it at a time."""

from libc.stdint cimport int32_t, uint8_t

cdef enum:
    # Bytes of a piece.
    PIECE = 512

cdef struct Signs:
    # Of the last two signs in front of a piece, and of those in it: where each begins, where what is behind it does,
    # what it is, and what the word in front of it is to the host, where it counts.
    int32_t[PIECE + 3] at
    int32_t[PIECE + 3] behind
    uint8_t[PIECE + 3] kinds
    uint8_t[PIECE + 3] words


cdef inline void begin_signs(Signs* signs, int32_t begin, uint8_t kind) noexcept nogil:
    """A line begins as if behind a sign of some kind."""
    signs.at[0] = signs.at[1] = signs.behind[0] = signs.behind[1] = begin
    signs.kinds[0], signs.kinds[1] = 0, kind


cdef inline void keep_last(Signs* signs, Py_ssize_t count) noexcept nogil:
    """The last two signs of a piece stand in front of the next."""
    cdef Py_ssize_t i
    for i in range(2):
        signs.at[i], signs.behind[i] = signs.at[count - 2 + i], signs.behind[count - 2 + i]
        signs.kinds[i] = signs.kinds[count - 2 + i]
