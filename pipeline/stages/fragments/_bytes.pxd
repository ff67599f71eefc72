"""Words and letters of UTF-8 as compiled loops look at them."""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy

# What is to be seen of a word: a letter; that the first one of ASCII or beyond Latin capitals is small, as all of the
# latter are taken for; a letter behind that one.
cdef enum:
    LETTERED = 1
    SMALL = 2
    LONGER = 4


cdef inline bint is_capital(uint8_t byte) noexcept nogil:
    return <uint8_t>(byte - 65) < 26


cdef inline bint is_small(uint8_t byte) noexcept nogil:
    return <uint8_t>(byte - 97) < 26


cdef inline uint64_t eight_at(const uint8_t* text) noexcept nogil:
    """Eight bytes as one number, the first of them the lowest."""
    return (
        <uint64_t>text[0] | <uint64_t>text[1] << 8 | <uint64_t>text[2] << 16 | <uint64_t>text[3] << 24
        | <uint64_t>text[4] << 32 | <uint64_t>text[5] << 40 | <uint64_t>text[6] << 48 | <uint64_t>text[7] << 56
    )


cdef inline Py_ssize_t behind_ascii(const uint8_t* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """The next byte beyond ASCII, or the end."""
    cdef uint64_t[4] words
    while at + 32 <= end and text[at] < 0x80:
        memcpy(words, text + at, 32)
        if (words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080ULL:
            break
        at += 32
    while at < end and text[at] < 0x80:
        at += 1
    return at


cdef inline Py_ssize_t count_small(const uint8_t* text, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """The small letters of a text as far as U+00FF, and a few others: no fewer than there are."""
    cdef Py_ssize_t at, small = 0
    for at in range(begin, end):
        small += is_small(text[at]) | (text[at] == 0xC3)
    return small


cdef inline uint64_t key_of(const uint8_t* word, Py_ssize_t size, Py_ssize_t left) noexcept nogil:
    """The first eight bytes of a word as one number, any where it has none; `left` bytes may be read."""
    cdef uint64_t key = 0
    cdef Py_ssize_t at, beyond = 64 - 8 * min(size, 8)
    if left >= 8:
        return eight_at(word) << (beyond & 63) >> (beyond & 63)
    for at in range(size):
        key |= <uint64_t>word[at] << 8 * at
    return key


cdef inline Py_ssize_t hash_of(uint64_t key, int bits) noexcept nogil:
    """The highest bits of a key times an odd number near 2 ** 64 over the golden ratio."""
    return <Py_ssize_t>(key * 0x9E3779B97F4A7C15ULL >> 64 - bits)


cdef inline Py_ssize_t word_end(const uint8_t* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Where the next blank is."""
    while at < end and text[at] != 32:
        at += 1
    return at


cdef inline int shape_of(const uint8_t* text, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """What is to be seen of a word."""
    cdef Py_ssize_t at
    cdef int shape = 0
    cdef bint told = False
    for at in range(begin, end):
        if is_small(text[at] | 32) or text[at] >= 0xC3:
            if shape & SMALL:
                return shape | LONGER
            shape |= LETTERED
            if not told and (text[at] != 0xC3 or text[at + 1] >= 0x9F):
                told = True
                if not is_capital(text[at]):
                    shape |= SMALL
    return shape
