"""Pairs of characters: of the profiles of languages, and of texts."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

from pipeline.document.utf8 cimport point_at, width_of

cdef enum:
    # How many bytes a character has besides its first, at most: no key begins in the last bytes.
    LONGEST = 3
    BLANK = 32
    # What a character may be, as `letters.KINDS` has it.
    LETTER = 1
    WORD = 2
    GLUED = 4
    BROKEN = 8
    STRAY = 16
    LATIN = 32
    OTHER = 64
    COMMON_MARK = 128
    RARE_MARK = 256
    SMALL = 512
    CAPITAL = 1024


def read_profile(const uint8_t[::1] data, uint32_t[:, ::1] pairs, int64_t[::1] counts):
    """Write the keys of two characters of a JSON object of whole numbers without blanks into `pairs`, as code points,
    and their values into `counts`; return how many there are. No string of the object holds a quotation mark."""
    cdef Py_ssize_t at = 0, end = data.shape[0] - LONGEST, found = 0
    cdef uint32_t[2] key
    cdef int64_t count
    cdef int size
    while at < end:
        at += 1
        if data[at - 1] != c'"':
            continue
        size = 0
        while at < end and data[at] != c'"':
            if size < 2:
                key[size] = point_at(data, at)
            size += 1
            at += width_of(data[at])
        if size == 2 and at + 1 < end and data[at + 1] == c":" and found < counts.shape[0]:
            at += 2
            count = 0
            while at < end and <uint8_t>(data[at] - c"0") < 10:
                count = 10 * count + data[at] - c"0"
                at += 1
            pairs[found, 0], pairs[found, 1], counts[found] = key[0], key[1], count
            found += 1
        else:
            at += 1
    return found


def read_text(
    const uint16_t[::1] codes, const uint16_t[::1] kinds, const uint16_t[::1] folds, uint32_t[::1] pairs
):
    """Write the pairs of `codes`, each taken for what it is in `folds`, into `pairs`: one blank stands for whatever
    parts words, and at both ends. Return how many there are, and how many characters are out of place, common
    punctuation and other symbols by their `kinds`."""
    cdef Py_ssize_t size = codes.shape[0], found = 0, i
    cdef uint16_t last = BLANK, own
    for i in range(size + 1):
        own = folds[codes[i]] if i < size else BLANK
        if own != BLANK or last != BLANK:
            pairs[found] = <uint32_t>last << 16 | own
            found += 1
        last = own
    return found, *_oddities(codes, kinds)


def count_pairs(
    const uint32_t[::1] pairs, const uint32_t[::1] known, int64_t[::1] rows, int64_t[::1] counts
):
    """Write the place in `known`, 0 where it is not there, of each different one of the ascending `pairs` into `rows`,
    how often it comes into `counts`; return how many there are. `known` ascends, and its first stands for any other."""
    cdef Py_ssize_t i, found = 0, low = 0, high, middle
    for i in range(pairs.shape[0]):
        if i and pairs[i] == pairs[i - 1]:
            counts[found - 1] += 1
            continue
        high = known.shape[0]
        while low < high:
            middle = (low + high) >> 1
            if known[middle] < pairs[i]:
                low = middle + 1
            else:
                high = middle
        rows[found] = low if low < known.shape[0] and known[low] == pairs[i] else 0
        counts[found] = 1
        found += 1
    return found


cdef _oddities(const uint16_t[::1] codes, const uint16_t[::1] kinds):
    cdef Py_ssize_t i
    cdef uint16_t before = 0, own
    cdef int64_t odd = 0, common = 0, rare = 0
    cdef int glued, inside = 0
    cdef bint beyond = False
    for i in range(codes.shape[0]):
        own = _kind(codes, kinds, i)
        beyond |= codes[i] >= 0x80
        glued = _glued(codes, kinds, i) if before & LETTER and own & GLUED else 0
        if not inside and (glued or own & BROKEN):
            odd += 1
        elif before & LETTER and own & STRAY and not _kind(codes, kinds, i + 1) & WORD:
            odd += 1
        if own & OTHER and (before | _kind(codes, kinds, i + 1)) & LATIN:
            odd += 1
        if own & CAPITAL and before & SMALL:
            odd += 1
        if own & COMMON_MARK:
            common += 1
        if own & RARE_MARK:
            rare += 1
        inside = max(inside - 1, glued - 1, 0)
        before = own
    if not beyond:
        return 0, 0, 0
    return odd, common, rare


cdef int _glued(const uint16_t[::1] codes, const uint16_t[::1] kinds, Py_ssize_t at) noexcept nogil:
    """How many characters, up to three, stand from `at` on before the next letter, nothing else joining it to what is
    before; of two answers the longer; 0 where there is none."""
    cdef uint16_t second = _kind(codes, kinds, at + 1), third = _kind(codes, kinds, at + 2)
    if second & third & GLUED and _kind(codes, kinds, at + 3) & LETTER:
        return 3
    if second & GLUED and third & LETTER:
        return 2
    return 1 if second & LETTER else 0


cdef inline uint16_t _kind(const uint16_t[::1] codes, const uint16_t[::1] kinds, Py_ssize_t at) noexcept nogil:
    """The kinds of the character at `at`; none behind the last."""
    return kinds[codes[at]] if at < codes.shape[0] else 0
