"""Lines of texts in UTF-8: where they begin and end, and how long they are."""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memchr, memcpy

from pipeline.document.utf8 cimport count_points

cdef enum:
    NEWLINE = 10, RETURN = 13


cdef Py_ssize_t _end_of_line(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, bint has_returns) noexcept nogil:
    """The byte between `at` and `end` at which a line ends; `end` where none does."""
    cdef const uint8_t* found
    if has_returns:
        while at < end and data[at] != NEWLINE and data[at] != RETURN:
            at += 1
        return at
    if at == end:
        return end
    found = <const uint8_t*>memchr(&data[at], NEWLINE, end - at)
    return end if found == NULL else found - &data[0]


def count_lines(const uint8_t[::1] data, const int32_t[::1] borders, bint has_returns, int32_t[::1] firsts):
    """Write the number of lines before each text to `firsts`, and behind these the number of all. Text i lies between
    two of the `borders` of `data`; `has_returns` says whether there is a carriage return in it."""
    cdef Py_ssize_t row, at
    cdef int32_t lines = 0
    for row in range(borders.shape[0] - 1):
        firsts[row] = lines
        lines += 1
        for at in range(borders[row], borders[row + 1]):
            lines += data[at] == NEWLINE
        if has_returns:
            for at in range(borders[row], borders[row + 1]):
                lines += data[at] == RETURN and not (at + 1 < borders[row + 1] and data[at + 1] == NEWLINE)
    firsts[borders.shape[0] - 1] = lines


def divide(
    const uint8_t[::1] data, const int32_t[::1] borders, bint has_returns, int32_t[::1] offsets, uint8_t[::1] out
):
    """Write the lines of all texts to `out`, one behind the other without what ends them, and where they begin and end
    to `offsets`."""
    cdef Py_ssize_t row, at, end, past, line = 0, to = 0
    for row in range(borders.shape[0] - 1):
        at, end = borders[row], borders[row + 1]
        while True:
            past = _end_of_line(data, at, end, has_returns)
            offsets[line] = to
            if past > at:
                memcpy(&out[to], &data[at], past - at)
                to += past - at
            line += 1
            at = past
            if at == end:
                break
            at += 2 if data[at] == RETURN and at + 1 < end and data[at + 1] == NEWLINE else 1
    offsets[line] = to


def measure(const uint8_t[::1] data, const int32_t[::1] offsets, int32_t[::1] lengths):
    """Write the number of code points between each two of the `offsets` of `data`."""
    cdef Py_ssize_t i
    for i in range(lengths.shape[0]):
        lengths[i] = <int32_t>count_points(data, offsets[i], offsets[i + 1])


def add_up(const int32_t[::1] lengths, const int64_t[::1] borders, int64_t[::1] starts):
    """Write where the lines of each document begin in it, in code points, and behind them where it ends; each line but
    the last of a document ends with one more."""
    cdef Py_ssize_t row, line, at = 0
    cdef int64_t start
    for row in range(borders.shape[0] - 1):
        start = 0
        for line in range(borders[row], borders[row + 1]):
            starts[at] = start
            start += lengths[line] + 1
            at += 1
        starts[at] = start - 1
        at += 1
