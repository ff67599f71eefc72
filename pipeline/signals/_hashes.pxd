"""Hashes of many stretches of UTF-8, and tables that find equal ones again.

Two different stretches of a document have the same hash with a chance of one in 2 ** 64. Machines need not agree.
"""

from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.string cimport memcpy, memset

from pipeline.document.utf8 cimport followers_in

# Sixteen bytes read from byte 16 - n on keep the first n of others, by "and".
cdef extern from *:
    """
    static const uint8_t KEPT[32] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255
    };
    """
    const uint8_t[32] KEPT


# A stretch of bytes: its hash, and how many code points it has.
cdef struct Hashed:
    uint64_t hash
    Py_ssize_t characters


cdef inline Hashed hashed(const uint8_t* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t limit) noexcept nogil:
    """What stands between two bytes, sixteen at a time, each sixteen with its place; no byte from `limit` on is read."""
    cdef uint64_t first, second, kept, place = 0
    cdef uint8_t[16] last
    cdef Hashed found = Hashed(end - at, end - at)
    while end - at > 16:
        memcpy(&first, data + at, 8)
        memcpy(&second, data + at + 8, 8)
        _add(&found, first, second, place)
        place += <uint64_t>0x9E3779B97F4A7C15
        at += 16
    data += at
    if at + 16 > limit:
        memset(last, 0, 16)
        memcpy(last, data, end - at)
        data = last
    memcpy(&first, data, 8)
    memcpy(&second, data + 8, 8)
    memcpy(&kept, KEPT + 16 - (end - at), 8)
    first &= kept
    memcpy(&kept, KEPT + 24 - (end - at), 8)
    second &= kept
    _add(&found, first, second, place)
    return found


cdef inline void _add(Hashed* found, uint64_t first, uint64_t second, uint64_t place) noexcept nogil:
    found.hash += mixed(first ^ place, second)
    if (first | second) & <uint64_t>0x8080808080808080:
        found.characters -= followers_in(first) + followers_in(second)


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
