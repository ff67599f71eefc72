"""Lines of a text that hold what is looked for, found in its UTF-8."""

from libc.stdint cimport uint8_t
from libc.string cimport memchr, memcmp


def lines_holding(const uint8_t[::1] data, bytes mark):
    r"""The spans, in bytes and without `\n`, of the lines in which `mark` stands, one byte at least of UTF-8."""
    cdef const uint8_t* wanted = mark
    cdef Py_ssize_t size = len(mark), at = 0, start = 0, end
    cdef const uint8_t* found
    cdef const uint8_t* newline
    cdef list spans = []
    while at + size <= data.shape[0]:
        found = <const uint8_t*>memchr(&data[at], wanted[0], data.shape[0] - size + 1 - at)
        if found == NULL:
            break
        at = found - &data[0]
        if memcmp(found, wanted, size):
            at += 1
            continue
        newline = <const uint8_t*>memchr(found, c"\n", data.shape[0] - at)
        end = data.shape[0] if newline == NULL else newline - &data[0]
        while at > start and data[at - 1] != c"\n":
            at -= 1
        spans.append((at, end))
        at = start = end
    return spans
