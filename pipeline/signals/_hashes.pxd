"""Hashes of many stretches of UTF-8, and tables that find equal ones again.

Two different stretches of a document have the same hash with a chance of one in 2 ** 64. Machines need not agree.
"""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

from pipeline.document.utf8 cimport followers_in


# A stretch of bytes: its hash, and how many code points it has.
cdef struct Hashed:
    uint64_t hash
    Py_ssize_t characters


cdef inline Hashed hashed(const uint8_t* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t limit) noexcept nogil:
    """What stands between two bytes, eight at a time, each eight with how far it is from the end; no byte from `limit`
    on is read."""
    cdef uint64_t hash = 0, eight = 0
    cdef Py_ssize_t followers = 0, size = end - at
    while at + 8 < end:
        memcpy(&eight, data + at, 8)
        hash += mixed(end - at, eight)
        followers += followers_in(eight)
        at += 8
    if at < end:
        if at + 8 <= limit:
            memcpy(&eight, data + at, 8)
            eight = first_of_eight(eight, end - at)
        else:
            eight = 0
            memcpy(&eight, data + at, end - at)
        hash += mixed(end - at, eight)
        followers += followers_in(eight)
    return Hashed(hash, size - followers)


cdef inline uint64_t first_of_eight(uint64_t eight, Py_ssize_t count) noexcept nogil:
    """The first bytes of eight, at least one, and nothing of the others."""
    cdef uint16_t one = 1
    cdef Py_ssize_t others = 64 - 8 * count
    cdef bint little_endian = (<uint8_t*>&one)[0]
    return eight << others >> others if little_endian else eight >> others << others


cdef inline uint64_t mixed(uint64_t state, uint64_t part) noexcept nogil:
    """A hash of two numbers in this order; the factors are David Stafford's (his 13th mixer of 64 bits)."""
    state = (state * <uint64_t>0xBF58476D1CE4E5B9 ^ part) * <uint64_t>0x94D049BB133111EB
    return state ^ state >> 32


cdef inline Py_ssize_t clear(int32_t* slots, Py_ssize_t count) noexcept nogil:
    """Free as many slots, a power of two, as a table of `count` keys needs; returns the last one's number."""
    cdef Py_ssize_t size = 2
    while size < 2 * count:
        size *= 2
    memset(slots, 0, size * sizeof(int32_t))
    return size - 1


cdef inline int32_t first_of(int32_t* slots, Py_ssize_t last, uint64_t* keys, int32_t number) noexcept nogil:
    """The number of the first key that equals one, by its number: keys are numbered from 1 up and met in this order.
    `keys[0]` stands for what a free slot says: it is made to equal each one in turn."""
    cdef uint64_t key = keys[number]
    cdef Py_ssize_t slot = key & last
    cdef int32_t first
    keys[0] = key
    while keys[slots[slot]] != key:
        slot = (slot + 1) & last
    first = slots[slot]
    first += number * (first == 0)
    slots[slot] = first
    return first
