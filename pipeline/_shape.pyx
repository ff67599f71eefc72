"""Shapes of lines, measured in passes over UTF-8."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport point_at, start_before, width_of

# What a character is, bit by bit, by the bits of `shape.SIGNS`.
cdef enum:
    BLANK = 1
    CLOSER = 2
    END = 4
    WIDE = 8
    COMMA = 16
    SEPARATOR = 32
    LABEL = 64

cdef enum:
    # The least byte that characters of dense scripts begin with.
    FIRST_WIDE = 0xE1
    # Bytes that are counted at once, in single bytes, so that they are by vectors.
    BLOCK = 240


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


def measure(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] signs,
    int32_t[::1] lengths,
    int32_t[::1] widths,
    uint8_t[::1] ended,
):
    """Write of each text, without blanks at its ends, the code points, the width and whether it ends as a sentence
    does; `signs` tells what each code point below 0x10000 is."""
    cdef Py_ssize_t line, at
    cdef int high
    cdef Span core
    for line in range(lengths.shape[0]):
        core = core_of(data, offsets[line], offsets[line + 1], signs)
        ended[line] = ends_as_sentence(data, core, signs)
        lengths[line] = widths[line] = core.end - core.start
        if lengths[line] and not is_ascii(&data[core.start], lengths[line]):
            high = 0
            for at in range(core.start, core.end, BLOCK):
                lengths[line] -= followers(&data[at], min(core.end - at, BLOCK), &high)
            widths[line] = lengths[line] + 2 * (wide_of(data, core, signs) if high else 0)


cdef inline int is_sign(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] signs, int wanted) noexcept nogil:
    cdef uint32_t point = point_at(data, at)
    return point < <uint32_t>signs.shape[0] and signs[point] & wanted


cdef inline Span core_of(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] signs
) noexcept nogil:
    """A text without blanks at its ends."""
    cdef Span core
    while start < end and is_sign(data, start, signs, BLANK):
        start += width_of(data[start])
    while start < end and is_sign(data, start_before(&data[0], end), signs, BLANK):
        end = start_before(&data[0], end)
    core.start, core.end = start, end
    return core


cdef inline bint ends_as_sentence(const uint8_t[::1] data, Span core, const uint8_t[::1] signs) noexcept nogil:
    """See `layout.ends_as_sentence`."""
    cdef Py_ssize_t end = core.end
    while core.start < end and is_sign(data, start_before(&data[0], end), signs, CLOSER):
        end = start_before(&data[0], end)
    return core.start < end and is_sign(data, start_before(&data[0], end), signs, END) != 0


cdef inline bint is_ascii(const uint8_t* data, Py_ssize_t size) noexcept nogil:
    """Whether all bytes, of which there are some, are below 0x80; they are read by eights."""
    cdef uint64_t eight, bits = 0
    cdef Py_ssize_t at
    if size < 8:
        for at in range(size):
            bits |= data[at]
    else:
        for at in range(0, size - 7, 8):
            memcpy(&eight, data + at, 8)
            bits |= eight
        memcpy(&eight, data + size - 8, 8)
        bits |= eight
    return bits & <uint64_t>0x8080808080808080 == 0


cdef int followers(const uint8_t* data, Py_ssize_t size, int* high) noexcept nogil:
    """How many of at most BLOCK bytes do not begin a character; those that may begin a wide one are added to `high`."""
    cdef Py_ssize_t at
    cdef uint8_t number = 0, leads = 0
    for at in range(size):
        number += data[at] & 0xC0 == 0x80
        leads += data[at] >= FIRST_WIDE
    high[0] += leads
    return number


cdef int64_t wide_of(const uint8_t[::1] data, Span core, const uint8_t[::1] signs) noexcept nogil:
    """How many characters of dense scripts there are."""
    cdef int64_t number = 0
    cdef Py_ssize_t at
    for at in range(core.start, core.end):
        if data[at] >= FIRST_WIDE:
            number += is_sign(data, at, signs, WIDE) != 0
    return number


cdef int64_t count_of(const uint8_t[::1] data, Span core, const uint8_t[::1] signs, int wanted) noexcept nogil:
    """How many characters are wanted ones."""
    cdef int64_t number = 0
    cdef Py_ssize_t at = core.start
    while at < core.end:
        number += is_sign(data, at, signs, wanted) != 0
        at += width_of(data[at])
    return number


def count_signs(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int64_t[::1] lines,
    const uint8_t[::1] signs,
    int32_t[:, ::1] numbers,
):
    """Write how many commas and how many separators each of some lines has, and whether it ends in a colon, semicolon
    or comma (columns)."""
    cdef Py_ssize_t row, line
    cdef Span core
    for row in range(lines.shape[0]):
        line = lines[row]
        core = core_of(data, offsets[line], offsets[line + 1], signs)
        numbers[row, 0] = count_of(data, core, signs, COMMA)
        numbers[row, 1] = count_of(data, core, signs, SEPARATOR)
        numbers[row, 2] = core.start < core.end and is_sign(data, start_before(&data[0], core.end), signs, LABEL) != 0


def find_words(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int64_t[::1] lines,
    const uint8_t[::1] words,
    const int32_t[::1] borders,
    const uint32_t[:, ::1] opening,
    uint8_t[::1] found,
):
    """Write whether one of the words is in each of some lines, whatever the case of ASCII letters.

    The words, in small letters, lie between the `borders` of `words`; `opening` says, a bit a word, which of them may
    have each byte as their first, second and third.
    """
    cdef Py_ssize_t row, at, end
    for row in range(lines.shape[0]):
        found[row] = False
        at, end = offsets[lines[row]], offsets[lines[row] + 1]
        while at < end and not found[row]:
            if at + 2 >= end or opening[0, data[at]] & opening[1, data[at + 1]] & opening[2, data[at + 2]]:
                found[row] = stands(data, at, end, words, borders)
            at += 1


cdef bint stands(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] words, const int32_t[::1] borders
) noexcept nogil:
    """Whether one of the words begins at a byte."""
    cdef Py_ssize_t word, at, size
    for word in range(borders.shape[0] - 1):
        size = borders[word + 1] - borders[word]
        if size > end - start:
            continue
        at = 0
        while at < size and small(data[start + at]) == words[borders[word] + at]:
            at += 1
        if at == size:
            return True
    return False


cdef inline uint8_t small(uint8_t byte) noexcept nogil:
    return byte | 0x20 if <uint8_t>(byte - 65) < 26 else byte
