"""Stop words among the words of documents."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

from pipeline.document.bits cimport size_of
from pipeline.signals._counts cimport DIFFERENT_STOP_WORDS, STOP_WORDS, WORDS
from pipeline.signals._hashes cimport hashed

# What the lowest bits of a slot say: the number of a word, and whether a form stands farther on for which there was no
# room here.
cdef enum:
    NUMBER = 63
    FARTHER = 64
    OWN_BITS = 7


def put_forms(
    const uint8_t[::1] data, const int32_t[::1] bounds, const int32_t[::1] numbers, uint64_t[::1] slots
):
    """Put the texts that stand between `bounds` into a table whose slots, all 0, are a power of two and more than they
    are: each one's hash, the lowest bits of which give way to its number, from 1 to 63."""
    cdef Py_ssize_t at, slot, mask = slots.shape[0] - 1
    cdef uint64_t hash
    for at in range(numbers.shape[0]):
        hash = hashed(&data[0], bounds[at], bounds[at + 1], data.shape[0]).hash
        slot = hash & mask
        while slots[slot]:
            slots[slot] |= FARTHER
            slot = (slot + 1) & mask
        slots[slot] = hash >> OWN_BITS << OWN_BITS | <uint64_t>numbers[at]


def count_stop_words(
    const uint64_t[::1] hashes, const int32_t[::1] lists, const uint64_t[:, ::1] tables, int64_t[:, ::1] counts
):
    """Count the stop words of each document and how many different ones there are, given the hashes of its words, the
    number of its list and a table for each list (see `put_forms`)."""
    cdef Py_ssize_t row, at, slot, first = 0, last, mask = tables.shape[1] - 1
    cdef int64_t found
    cdef uint64_t hash, number, seen
    cdef const uint64_t* slots
    for row in range(counts.shape[0]):
        slots, last = &tables[lists[row], 0], first + counts[row, WORDS]
        found = seen = 0
        for at in range(first, last):
            hash = hashes[at]
            slot = hash & mask
            while slots[slot] & FARTHER and (slots[slot] ^ hash) >> OWN_BITS:
                slot = (slot + 1) & mask
            number = slots[slot] & NUMBER & _all_if_none((slots[slot] ^ hash) >> OWN_BITS)
            found += number != 0
            seen |= <uint64_t>1 << number
        counts[row, STOP_WORDS], counts[row, DIFFERENT_STOP_WORDS] = found, size_of(seen & ~<uint64_t>1)
        first = last


cdef inline uint64_t _all_if_none(uint64_t bits) noexcept nogil:
    """All bits if none is set, else none: a processor that had to foresee where words are stop words would be wrong too
    often."""
    return ((bits | 0 - bits) >> 63) - 1
