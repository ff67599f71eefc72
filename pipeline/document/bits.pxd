"""Sets of the bytes of many texts: a bit for each byte, 64 to a number."""

from libc.stdint cimport uint64_t


cdef extern from *:
    int __builtin_ctzll(unsigned long long number) noexcept nogil
    int __builtin_popcountll(unsigned long long number) noexcept nogil


cdef inline int lowest(uint64_t number) noexcept nogil:
    """The lowest bit that is set; there is one."""
    return __builtin_ctzll(number)


cdef inline int size_of(uint64_t number) noexcept nogil:
    """How many bits are set."""
    return __builtin_popcountll(number)


cdef inline uint64_t between(Py_ssize_t at, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Which of 64 bytes from one on lie from a start to an end; some do."""
    cdef uint64_t bits = ~<uint64_t>0
    if start > at:
        bits <<= start - at
    if end < at + 64:
        bits &= ~<uint64_t>0 >> (at + 64 - end)
    return bits


cdef inline void add(uint64_t* bits, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Put the bytes from a start to an end behind it into a set."""
    while start >> 6 < (end - 1) >> 6:
        bits[start >> 6] |= between(start & ~63, start, end)
        start = (start | 63) + 1
    bits[start >> 6] |= ~<uint64_t>0 >> (64 - end + start) << (start & 63)


cdef inline void remove(uint64_t* bits, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Take the bytes from a start to an end out of a set."""
    cdef Py_ssize_t at
    for at in range(start >> 6, (end + 63) >> 6):
        bits[at] &= ~between(at << 6, start, end)
