"""The columns of what is counted (_counts.pxd), for Python to read; and a count that needs no others."""

from libc.stdint cimport int32_t, int64_t, uint8_t

from pipeline.document.utf8 cimport count_points


def count_characters(const uint8_t[::1] data, const int32_t[::1] bounds, int64_t[::1] characters):
    """Write how many code points each of the texts has that stand between `bounds`."""
    cdef Py_ssize_t row
    for row in range(bounds.shape[0] - 1):
        characters[row] = count_points(data, bounds[row], bounds[row + 1])
