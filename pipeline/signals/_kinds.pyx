"""Which pages of Unicode a text has characters of."""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memchr, memcpy

from pipeline.document.utf8 cimport point_at


def mark_pages(const uint8_t[::1] data, uint8_t[::1] pages):
    """Mark the pages of 256 code points that characters of UTF-8 beyond ASCII are of."""
    cdef Py_ssize_t start = 0, at
    cdef uint64_t eight
    while start < data.shape[0]:
        if start + 8 <= data.shape[0]:
            memcpy(&eight, &data[start], 8)
            if not eight & <uint64_t>0x8080808080808080:
                start += 8
                continue
        for at in range(start, min(start + 8, data.shape[0])):
            if data[at] >= 0xC0:
                pages[point_at(data, at) >> 8] = 1
        start += 8


def holds(const uint8_t[::1] data, uint8_t byte):
    """Whether a byte occurs."""
    return data.shape[0] > 0 and memchr(&data[0], byte, data.shape[0]) != NULL
