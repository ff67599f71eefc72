"""Letters by script, counted in one pass over UTF-8."""

from libc.stdint cimport int64_t, uint8_t


def count_letters(
    const uint8_t[::1] data,
    const int64_t[::1] bounds,
    const uint8_t[::1] scripts,
    Py_ssize_t latin,
    int64_t[:, ::1] counts,
    int64_t[::1] sums,
):
    """Count the letters of each script between two of the ascending `bounds` of `data` into a row of `counts`, and sum
    up its bytes in `sums`.

    `scripts` names the column of a character beyond ASCII by its first two bytes (see `blocks.pair_of`), `latin` that
    of ASCII letters.
    """
    cdef Py_ssize_t row, at
    cdef int64_t letters, total
    cdef uint8_t byte
    for row in range(bounds.shape[0] - 1):
        letters = total = 0
        for at in range(bounds[row], bounds[row + 1]):
            byte = data[at]
            total += byte
            if byte < 0x80:
                letters += <uint8_t>((byte | 0x20) - 97) < 26
            elif byte >= 0xC0:
                counts[row, scripts[(byte & 0x3F) << 6 | data[at + 1] & 0x3F]] += 1
        counts[row, latin] += letters
        sums[row] = total
