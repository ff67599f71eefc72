"""N-grams of words that come again."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

from pipeline.signals._counts cimport NGRAM_CHARACTERS, WORDS
from pipeline.signals._hashes cimport clear, first_of, mixed

# The n-grams of a document that may come again, numbered from 1 up: a key of each, the word at which it starts, the
# number of the first one with its key and, of such a first one, how many there are; 0 of others.
cdef struct Ngrams:
    Py_ssize_t n
    Py_ssize_t count
    uint64_t* keys
    int32_t* starts
    int32_t* firsts
    int32_t* totals
    int32_t most


def count_ngrams(
    const uint64_t[::1] hashes,
    const int32_t[::1] characters,
    Py_ssize_t top,
    Py_ssize_t longest,
    uint64_t[::1] keys,
    int32_t[:, ::1] room,
    int32_t[::1] slots,
    int64_t[:, ::1] counts,
):
    """Count, for n of 2 to `top`, the code points in all occurrences of each document's commonest n-gram, the longest
    of equally common ones, where it occurs at least twice; from there to `longest`, those in n-grams that stood
    before, each once.

    `hashes` are those of the words, `characters` the code points before each one and in all; `keys`, three rows of
    `room` and `slots` are room for one n-gram more than a document has words.
    """
    cdef Py_ssize_t row, n, word = 0
    cdef Ngrams ngrams = Ngrams(0, 0, &keys[0], &room[0, 0], &room[1, 0], &room[2, 0], 0)
    for row in range(counts.shape[0]):
        _pair(&ngrams, &hashes[word], counts[row, WORDS], &slots[0])
        for n in range(2, longest + 1):
            ngrams.n = n
            _number(&ngrams, &slots[0])
            if ngrams.most < 2:
                break
            if n <= top:
                counts[row, NGRAM_CHARACTERS + n - 2] = _count_top(&ngrams, &characters[word])
            else:
                counts[row, NGRAM_CHARACTERS + n - 2] = _count_again(&ngrams, &characters[word])
            _prolong(&ngrams)
        word += counts[row, WORDS]


cdef void _pair(Ngrams* ngrams, const uint64_t* hashes, Py_ssize_t words, int32_t* slots) noexcept:
    """Start with every two words, but for those that no others share a place with: they never come again. The slots of
    a table are the places, a byte each. The hashes of words need no more than to tell which one is the first."""
    cdef Py_ssize_t at, count = words - 1 if words else 0, found = 0
    cdef Py_ssize_t last = (clear(slots, count // 2) + 1) * sizeof(int32_t) - 1
    cdef uint8_t* met = <uint8_t*>slots
    cdef uint64_t key
    for at in range(count):
        key = ngrams.keys[at + 1] = hashes[at] * <uint64_t>0x9E3779B97F4A7C15 + hashes[at + 1]
        met[key & last] += met[key & last] < 2
    for at in range(count):
        key = ngrams.keys[at + 1]
        ngrams.keys[found + 1] = key
        ngrams.starts[found + 1] = <int32_t>at
        found += met[key & last] == 2
    ngrams.count = found


cdef void _number(Ngrams* ngrams, int32_t* slots) noexcept:
    """Find the first n-gram with each key, count them, and see how many the commonest are."""
    cdef Py_ssize_t last = clear(slots, ngrams.count)
    cdef int32_t number, first, most = 0
    for number in range(1, ngrams.count + 1):
        ngrams.totals[number] = 0
        first = first_of(slots, last, ngrams.keys, number)
        ngrams.firsts[number] = first
        ngrams.totals[first] += 1
        most = max(most, ngrams.totals[first])
    ngrams.most = most


cdef int64_t _count_top(const Ngrams* ngrams, const int32_t* characters) noexcept:
    cdef int64_t found = 0
    cdef Py_ssize_t at
    for at in range(1, ngrams.count + 1):
        if ngrams.totals[at] == ngrams.most:
            found = max(found, characters[ngrams.starts[at] + ngrams.n] - characters[ngrams.starts[at]])
    return found * ngrams.most


cdef int64_t _count_again(const Ngrams* ngrams, const int32_t* characters) noexcept:
    cdef int64_t found = 0
    cdef Py_ssize_t at, start, counted = 0
    for at in range(1, ngrams.count + 1):
        if ngrams.firsts[at] != at:
            start = max(<Py_ssize_t>ngrams.starts[at], counted)
            counted = ngrams.starts[at] + ngrams.n
            found += characters[counted] - characters[start]
    return found


cdef void _prolong(Ngrams* ngrams) noexcept:
    """Go on to n-grams of one word more: only where two follow one another that come again can a longer one."""
    cdef Py_ssize_t at, found = 0
    cdef bint again, following
    following = ngrams.totals[ngrams.firsts[1]] > 1
    for at in range(1, ngrams.count):
        again, following = following, ngrams.totals[ngrams.firsts[at + 1]] > 1
        ngrams.keys[found + 1] = mixed(ngrams.firsts[at], ngrams.firsts[at + 1])
        ngrams.starts[found + 1] = ngrams.starts[at]
        found += again & following & (ngrams.starts[at + 1] - ngrams.starts[at] == 1)
    ngrams.count = found
