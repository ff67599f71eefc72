"""Shapes of lines, measured in passes over UTF-8."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport are_ascii, count_points, point_at, start_before, width_of

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


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


def measure_points(const uint8_t[::1] data, const int32_t[::1] offsets, int32_t[::1] points):
    """Write how many code points each text has, blanks at its ends too."""
    cdef Py_ssize_t line
    for line in range(points.shape[0]):
        points[line] = <int32_t>count_points(data, offsets[line], offsets[line + 1])


def measure(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int32_t[::1] points,
    const uint8_t[::1] signs,
    int32_t[::1] lengths,
    int32_t[::1] widths,
    uint8_t[::1] ended,
):
    """Write of each text, without blanks at its ends, the code points, the width and whether it ends as a sentence
    does, given its `points`, those of the blanks too; `signs` tells what each code point below 0x10000 is."""
    cdef Py_ssize_t line, start, end
    cdef Span core
    for line in range(lengths.shape[0]):
        start, end = offsets[line], offsets[line + 1]
        core = core_of(data, start, end, signs)
        ended[line] = ends_as_sentence(data, core, signs)
        lengths[line] = widths[line] = <int32_t>(core.end - core.start)
        if points[line] < end - start:
            lengths[line] = points[line] - <int32_t>(
                count_points(data, start, core.start) + count_points(data, core.end, end)
            )
            widths[line] = lengths[line] + 2 * wide_of(data, core, signs)


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


cdef int32_t wide_of(const uint8_t[::1] data, Span core, const uint8_t[::1] signs) noexcept nogil:
    """How many characters of dense scripts there are; their first bytes have the three highest bits."""
    cdef int32_t number = 0
    cdef Py_ssize_t at = core.start
    cdef uint64_t eight
    while at < core.end:
        if at + 8 <= core.end:
            memcpy(&eight, &data[at], 8)
            if eight & eight << 1 & eight << 2 & <uint64_t>0x8080808080808080 == 0:
                at += 8
                continue
        if data[at] >= FIRST_WIDE:
            number += is_sign(data, at, signs, WIDE) != 0
        at += 1
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
    cdef Py_ssize_t row, line, at
    cdef uint32_t point
    cdef Span core
    for row in range(lines.shape[0]):
        line = lines[row]
        core = core_of(data, offsets[line], offsets[line + 1], signs)
        numbers[row, 0] = numbers[row, 1] = 0
        at = core.start
        while at < core.end:
            point = point_at(data, at)
            at += width_of(data[at])
            if point < <uint32_t>signs.shape[0]:
                numbers[row, 0] += signs[point] & COMMA != 0
                numbers[row, 1] += signs[point] & SEPARATOR != 0
        numbers[row, 2] = core.start < core.end and is_sign(data, start_before(&data[0], core.end), signs, LABEL) != 0


def find_words(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int64_t[::1] lines,
    const uint8_t[::1] words,
    const int32_t[::1] borders,
    const uint32_t[:, ::1] inside,
    Py_ssize_t stride,
    uint8_t[::1] found,
):
    """Write whether one of the words is in each of some lines, whatever the case of ASCII letters.

    The words, in small letters, lie between the `borders` of `words`. One byte in `stride` is looked at with the two
    behind it: `inside` says, a bit a word, which words may have each byte as the first, second and third of these.
    """
    cdef Py_ssize_t row, start, at, end
    cdef uint32_t near
    cdef bint beyond_ascii = stride == 1, holds
    cdef const uint8_t* text = &data[0]
    cdef const uint32_t* first = &inside[0, 0]
    cdef const uint32_t* second = &inside[1, 0]
    cdef const uint32_t* third = &inside[2, 0]
    for at in range(0x80):
        beyond_ascii &= first[at] == 0
    for row in range(lines.shape[0]):
        holds = False
        start, end = offsets[lines[row]], offsets[lines[row] + 1]
        at = start + stride - 1
        while at < end and not holds:
            if beyond_ascii and at + 8 <= end and are_ascii(text + at):
                at += 8
                continue
            near = first[text[at]]
            if at + 2 < end:
                near &= second[text[at + 1]] & third[text[at + 2]]
            if near:
                holds = stand_near(text, max(start, at + 1 - stride), at, end, words, borders, near)
            at += stride
        found[row] = holds


cdef bint stand_near(
    const uint8_t* text, Py_ssize_t first, Py_ssize_t last, Py_ssize_t end, const uint8_t[::1] words,
    const int32_t[::1] borders, uint32_t asked,
) noexcept nogil:
    """Whether one of the words that are asked about, a bit a word, begins between two bytes, both counted."""
    cdef Py_ssize_t at, word
    for word in range(borders.shape[0] - 1):
        if asked >> word & 1:
            for at in range(first, last + 1):
                if stands(text + at, end - at, &words[borders[word]], borders[word + 1] - borders[word]):
                    return True
    return False


cdef inline bint stands(const uint8_t* text, Py_ssize_t left, const uint8_t* word, Py_ssize_t size) noexcept nogil:
    """Whether a word begins where so many bytes are left."""
    cdef Py_ssize_t at = 0
    if size > left:
        return False
    while at < size and small(text[at]) == word[at]:
        at += 1
    return at == size


cdef inline uint8_t small(uint8_t byte) noexcept nogil:
    return byte | 0x20 if <uint8_t>(byte - 65) < 26 else byte
