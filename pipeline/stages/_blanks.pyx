"""Blanks that are to go, and the lines that hold them: told from first and last characters, and from neighbours."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t

from pipeline.document.utf8 cimport point_of, start_before, width_of

cdef enum:
    # What a character may be, a bit each, as `whitespace.KINDS` has it.
    BLANK = 1
    PLAIN = 2
    # What a line may be, a bit each: blank as a whole, or it opens or ends with a blank that is to go.
    EMPTY = 1
    TRIMMED = 2
    # The rules, in the order of `whitespace.RULES`.
    LINE_END = 0
    DOCUMENT_END = 1
    BLANK_LINES = 2


def measure(const int32_t[::1] bounds, const uint8_t[::1] data, const uint8_t[::1] kinds, uint8_t[::1] shapes):
    """Write into `shapes` what each distinct line is, which lies between two of the ascending `bounds` of `data`.

    `kinds` says what each character may be, by code point; a higher one is no blank.
    """
    cdef Py_ssize_t code
    for code in range(shapes.shape[0]):
        shapes[code] = _shape_of(&data[0], bounds[code], bounds[code + 1], kinds)


def choose(const uint8_t[::1] shapes, const int32_t[::1] codes, const int64_t[::1] borders, uint8_t[::1] chosen):
    """Write into `chosen` whether each line of some documents ends with a blank, opens with a plain one, or is blank
    and next to another one that is, or the document's first.

    `shapes` says what the line with each code is; a document's lines lie between two of the `borders` of `codes`.
    """
    cdef Py_ssize_t row, line, first, last
    cdef bint is_beside
    for row in range(borders.shape[0] - 1):
        first, last = borders[row], borders[row + 1] - 1
        for line in range(first, last + 1):
            chosen[line] = shapes[codes[line]] & TRIMMED != 0
            if shapes[codes[line]] & EMPTY:
                is_beside = line == first or shapes[codes[line - 1]] & EMPTY
                chosen[line] |= is_beside or (line < last and shapes[codes[line + 1]] & EMPTY)


def find(
    const int32_t[::1] bounds,
    const uint8_t[::1] data,
    const uint8_t[::1] kinds,
    const uint8_t[::1] shapes,
    const int32_t[::1] points,
    const int32_t[::1] codes,
    const int64_t[::1] borders,
    const int64_t[::1] starts,
    int64_t[:, ::1] spans,
):
    """Write the blanks that are to go into `spans`: the row of their document, where they start and end there, in code
    points, and the number of their rule. Return how many these are: one a line and two a document at most.

    Lines are given as to `measure` and `choose`, and the code points of each distinct one; `starts` are where a
    document's lines begin and where it ends, document after document.
    """
    cdef Py_ssize_t row, line, first, past, blanks, count = 0
    cdef int64_t start, end
    cdef int32_t code
    cdef uint8_t shape
    for row in range(borders.shape[0] - 1):
        first, past = borders[row], borders[row + 1]
        while first < past and shapes[codes[first]] & EMPTY:
            first += 1
        if first == past:
            continue
        while shapes[codes[past - 1]] & EMPTY:
            past -= 1
        code = codes[first]
        end = starts[first + row] + _plain_from(&data[0], bounds[code], bounds[code + 1], kinds)
        if end > 0:
            count = _add(spans, count, row, 0, end, DOCUMENT_END)
        line = first
        while line < past:
            code = codes[line]
            shape = shapes[code]
            if shape & TRIMMED:
                blanks = _blanks_before(&data[0], bounds[code], bounds[code + 1], kinds)
                end = starts[line + row] + points[code]
                if blanks:
                    count = _add(spans, count, row, end - blanks, end, LINE_END)
            line += 1
            if shape & EMPTY and shapes[codes[line]] & EMPTY:  # the last line, before `past`, is not
                start = starts[line + row]
                while shapes[codes[line]] & EMPTY:
                    line += 1
                count = _add(spans, count, row, start, starts[line + row], BLANK_LINES)
        start, end = starts[past + row], starts[borders[row + 1] + row]
        if start < end:
            count = _add(spans, count, row, start, end, DOCUMENT_END)
    return count


cdef inline Py_ssize_t _add(
    int64_t[:, ::1] spans, Py_ssize_t count, int64_t row, int64_t start, int64_t end, int64_t rule
) noexcept nogil:
    spans[0, count], spans[1, count], spans[2, count], spans[3, count] = row, start, end, rule
    return count + 1


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


cdef Py_ssize_t _blanks_before(
    const uint8_t* data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """How many blanks a line ends with."""
    cdef Py_ssize_t count = 0
    while end > start:
        end = start_before(data, end)
        if not _kind_at(data, end, kinds) & BLANK:
            break
        count += 1
    return count


cdef Py_ssize_t _plain_from(
    const uint8_t* data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """How many plain blanks, of one byte each, a line opens with."""
    cdef Py_ssize_t at = start
    while at < end and _kind_at(data, at, kinds) & PLAIN:
        at += 1
    return at - start


cdef inline uint8_t _kind_at(const uint8_t* data, Py_ssize_t at, const uint8_t[::1] kinds) noexcept nogil:
    cdef uint32_t code = point_of(data + at)
    return kinds[code] if code < kinds.shape[0] else 0
