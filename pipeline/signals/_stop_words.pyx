"""Stop words among the words of documents."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

from pipeline.signals._counts cimport DIFFERENT_STOP_WORDS, STOP_WORDS, WORDS
from pipeline.signals._hashes cimport hashed


def put_forms(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const int32_t[::1] numbers,
    uint64_t[::1] hashes,
    int32_t[::1] words,
):
    """Put the texts that stand between `bounds` into a table whose slots are a power of two and more than they are:
    each one's hash, and a number above 0 in `words`, where 0 is a free slot."""
    cdef Py_ssize_t at, slot, mask = words.shape[0] - 1
    cdef uint64_t hash
    for at in range(numbers.shape[0]):
        hash = hashed(&data[0], bounds[at], bounds[at + 1], data.shape[0]).hash
        slot = hash & mask
        while words[slot]:
            slot = (slot + 1) & mask
        hashes[slot], words[slot] = hash, numbers[at]


def count_stop_words(
    const uint64_t[::1] hashes,
    const int32_t[::1] lists,
    const uint64_t[:, ::1] forms,
    const int32_t[:, ::1] words,
    int32_t[::1] seen,
    int64_t[:, ::1] counts,
):
    """Count the stop words of each document and how many different ones there are, given the hashes of its words, the
    number of its list and a table for each list (see `put_forms`). `seen` has an item for each slot, all of them -1."""
    cdef Py_ssize_t row, at, slot, first = 0, last, mask = words.shape[1] - 1
    cdef int64_t found, different
    cdef const uint64_t* form
    cdef const int32_t* word
    for row in range(counts.shape[0]):
        form, word, last = &forms[lists[row], 0], &words[lists[row], 0], first + counts[row, WORDS]
        found = different = 0
        for at in range(first, last):
            slot = hashes[at] & mask
            while _is_other(form[slot] ^ hashes[at], word[slot]):
                slot = (slot + 1) & mask
            found += word[slot] != 0
            different += (word[slot] != 0) & (seen[word[slot]] != row)
            seen[word[slot]] = <int32_t>row
        counts[row, STOP_WORDS], counts[row, DIFFERENT_STOP_WORDS] = found, different
        first = last


cdef inline bint _is_other(uint64_t difference, uint64_t number) noexcept nogil:
    """Whether neither of two is 0, told by the highest bits of both when they are negated: a processor that had to
    foresee where words are stop words would be wrong too often."""
    return ((difference | 0 - difference) & (0 - number)) >> 63
