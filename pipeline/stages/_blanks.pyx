"""Which lines hold blanks that are to go: told from their first and last characters, and from their neighbours."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t

from pipeline.document.utf8 cimport point_of, start_before, width_of

cdef enum:
    # What a character may be, a bit each, as `whitespace.KINDS` has it.
    BLANK = 1
    PLAIN = 2
    # What a line may be, a bit each: blank as a whole, or it opens or ends with a blank that is to go.
    EMPTY = 1
    TRIMMED = 2


def choose(
    const int32_t[::1] bounds,
    const uint8_t[::1] data,
    const uint8_t[::1] kinds,
    const int32_t[::1] codes,
    const int64_t[::1] borders,
    uint8_t[::1] shapes,
    uint8_t[::1] chosen,
):
    """Write into `chosen` whether each line of some documents ends with a blank, opens with a plain one, or is blank
    and next to another one that is, or the document's first.

    The line with a code lies between two of the ascending `bounds` of `data`; a document's lines lie between two of the
    `borders` of `codes`. `kinds` says what each character may be, by code point; a higher one is no blank. `shapes` has
    room for what is found of each distinct line.
    """
    cdef Py_ssize_t row, line, first, last
    cdef bint is_beside
    for row in range(shapes.shape[0]):
        shapes[row] = _shape_of(&data[0], bounds[row], bounds[row + 1], kinds)
    for row in range(borders.shape[0] - 1):
        first, last = borders[row], borders[row + 1] - 1
        for line in range(first, last + 1):
            chosen[line] = shapes[codes[line]] & TRIMMED != 0
            if shapes[codes[line]] & EMPTY:
                is_beside = line == first or shapes[codes[line - 1]] & EMPTY
                chosen[line] |= is_beside or (line < last and shapes[codes[line + 1]] & EMPTY)


cdef uint8_t _shape_of(
    const uint8_t* data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    if at == end:
        return EMPTY
    cdef uint8_t first = _kind_at(data, at, kinds)
    if not _kind_at(data, start_before(data, end), kinds) & BLANK:
        return TRIMMED if first & PLAIN else 0
    while at < end and _kind_at(data, at, kinds) & BLANK:
        at += width_of(data[at])
    return TRIMMED | EMPTY if at == end else TRIMMED


cdef inline uint8_t _kind_at(const uint8_t* data, Py_ssize_t at, const uint8_t[::1] kinds) noexcept nogil:
    cdef uint32_t code = point_of(data + at)
    return kinds[code] if code < kinds.shape[0] else 0
