"""Lines of texts in UTF-8: where they begin and end, which are equal, and how long they are."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr, memcmp, memcpy

cdef enum:
    NEWLINE = 10, RETURN = 13
    # Bytes that are counted at once, in single bytes, so that they are by vectors.
    BLOCK = 240


def divide(
    const uint8_t[::1] data,
    const int32_t[::1] borders,
    uint64_t salt,
    int32_t[::1] slots,
    int32_t[::1] offsets,
    uint8_t[::1] out,
    int32_t distinct,
    int32_t[::1] firsts,
    int32_t[::1] codes,
):
    """Divide each text into its lines. Write how many lines there are before each text to `firsts` and behind these how
    many there are in all, the number of each line among the distinct ones to `codes`, the distinct ones, in the order
    in which they are met, to `out`, and where they begin and end there to `offsets`; return how many these are.

    Text i lies between two of the `borders` of `data`. So many `distinct` lines are known: `out` and `offsets` hold
    them and have room for all others, `slots` tell their numbers: these are 0 at first, a power of two, and more than
    the lines. `salt` is odd, and not known to who writes texts: they would put all lines into one slot.
    """
    cdef const uint8_t* text = &data[0]
    cdef Py_ssize_t row, at, end, past, line = 0
    cdef int32_t code
    cdef bint has_returns
    for row in range(borders.shape[0] - 1):
        firsts[row] = <int32_t>line
        at, end = borders[row], borders[row + 1]
        has_returns = memchr(text + at, RETURN, end - at) != NULL
        while True:
            past = _end_of_line(text, at, end, has_returns)
            code = _first_equal(text + at, past - at, salt, slots, distinct, &offsets[0], &out[0])
            if code == distinct:
                memcpy(&out[0] + offsets[code], text + at, past - at)
                distinct += 1
                offsets[distinct] = offsets[code] + <int32_t>(past - at)
            codes[line] = code
            line += 1
            if past == end:
                break
            at = past + (2 if text[past] == RETURN and past + 1 < end and text[past + 1] == NEWLINE else 1)
    firsts[borders.shape[0] - 1] = <int32_t>line
    return distinct


cdef inline Py_ssize_t _end_of_line(
    const uint8_t* text, Py_ssize_t at, Py_ssize_t end, bint has_returns
) noexcept nogil:
    """The byte between `at` and `end` at which a line ends; `end` where none does."""
    cdef const uint8_t* found
    if has_returns:
        while at < end and text[at] != NEWLINE and text[at] != RETURN:
            at += 1
        return at
    found = <const uint8_t*>memchr(text + at, NEWLINE, end - at)
    return end if found == NULL else found - text


cdef inline int32_t _first_equal(
    const uint8_t* line, Py_ssize_t size, uint64_t salt, int32_t[::1] slots, int32_t known, const int32_t* offsets,
    const uint8_t* out,
) noexcept nogil:
    """The number of the line in `out` that equals this one; `known`, which is the next number, if none does.

    A slot holds the number of a line, counted from 1.
    """
    cdef uint64_t hash = _hash_of(line, size, salt)
    cdef Py_ssize_t last = slots.shape[0] - 1, slot = hash & last
    cdef int32_t code
    while slots[slot]:
        code = slots[slot] - 1
        if offsets[code + 1] - offsets[code] == size and memcmp(out + offsets[code], line, size) == 0:
            return code
        slot = (slot + 1) & last
    slots[slot] = known + 1
    return known


cdef inline uint64_t _hash_of(const uint8_t* line, Py_ssize_t size, uint64_t salt) noexcept nogil:
    """A hash of bytes, read by sixteens, the last of which may hold some of those before. Machines need not agree."""
    cdef uint64_t hash = size, other = 0
    cdef Py_ssize_t at, near
    if size >= 8:
        # By two sixteens: neither waits for the other.
        for at in range(0, size - 16, 32):
            near = min(at + 16, size - 16)
            hash = _mixed(hash, _eight_at(line + at), _eight_at(line + at + 8), salt)
            other = _mixed(other, _eight_at(line + near), _eight_at(line + near + 8), salt)
        hash ^= other * salt
        return _mixed(hash, _eight_at(line + max(size - 16, 0)), _eight_at(line + size - 8), salt)
    if size >= 4:
        return _mixed(hash, _four_at(line), _four_at(line + size - 4), salt)
    return _mixed(hash, line[0] << 8 | line[size - 1], line[size >> 1], salt) if size else 0


cdef inline uint64_t _mixed(uint64_t state, uint64_t part, uint64_t other, uint64_t salt) noexcept nogil:
    """A hash of numbers; the factor is one of David Stafford's 13th mixer of 64 bits."""
    state = (state ^ part ^ other * salt) * <uint64_t>0xBF58476D1CE4E5B9
    return state ^ state >> 32


cdef inline uint64_t _eight_at(const uint8_t* place) noexcept nogil:
    cdef uint64_t eight
    memcpy(&eight, place, 8)
    return eight


cdef inline uint64_t _four_at(const uint8_t* place) noexcept nogil:
    cdef uint32_t four
    memcpy(&four, place, 4)
    return four


def count_ends(const uint8_t[::1] data):
    """The number of bytes that end a line, or a part of what does."""
    cdef Py_ssize_t first = 0, at, number = 0
    cdef uint8_t some
    while first < data.shape[0]:
        some = 0
        for at in range(first, min(first + BLOCK, data.shape[0])):
            some += (data[at] == NEWLINE) | (data[at] == RETURN)
        number += some
        first += BLOCK
    return number


def add_up(
    const int32_t[::1] lengths,
    const int32_t[::1] offsets,
    const int32_t[::1] codes,
    const int64_t[::1] borders,
    const int32_t[::1] texts,
    int64_t[::1] starts,
    uint8_t[::1] others,
):
    """Write where the lines of each document begin in it, in code points, and behind them where it ends; line i has
    `lengths[codes[i]]`, and each but the last of a document ends with one more. Say of `others` that it is not so:
    they have more bytes, by the bounds of `texts`, than that and the `offsets` of lines tell."""
    cdef Py_ssize_t row, line, at = 0
    cdef int64_t start, left
    for row in range(borders.shape[0] - 1):
        start, left = 0, texts[row + 1] - texts[row] - (borders[row + 1] - borders[row])
        for line in range(borders[row], borders[row + 1]):
            starts[at] = start
            start += lengths[codes[line]] + 1
            left -= offsets[codes[line] + 1] - offsets[codes[line]]
            at += 1
        starts[at] = start - 1
        others[row] = left >= 0
        at += 1


def exchange(
    const int32_t[::1] codes,
    const int64_t[::1] borders,
    const int64_t[::1] rows,
    const int32_t[::1] new_codes,
    const int32_t[::1] new_borders,
    int32_t[::1] out,
    int32_t[::1] out_borders,
):
    """Write the codes of every document's lines, and where each document's begin among all: those between two of the
    `borders`, but for documents in ascending `rows`, the i-th of which has those between two of `new_borders`."""
    cdef Py_ssize_t row, count, i = 0, to = 0
    cdef const int32_t* given
    for row in range(borders.shape[0] - 1):
        out_borders[row] = <int32_t>to
        if i < rows.shape[0] and rows[i] == row:
            count, given = new_borders[i + 1] - new_borders[i], &new_codes[0] + new_borders[i]
            i += 1
        else:
            count, given = borders[row + 1] - borders[row], &codes[0] + borders[row]
        if count:
            memcpy(&out[to], given, count * sizeof(int32_t))
        to += count
    out_borders[borders.shape[0] - 1] = <int32_t>to
