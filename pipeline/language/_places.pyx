"""The places of documents that are read for their language, cut from UTF-8."""

from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport count_points, followers_in, width_of


cdef inline Py_ssize_t _behind(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t points) noexcept nogil:
    """Where the character begins that is `points` behind the one that begins at `at`: there must be so many."""
    cdef uint64_t eight
    while points >= 8:
        memcpy(&eight, &data[at], 8)
        points -= 8 - followers_in(eight)
        at += 8
    while data[at] & 0xC0 == 0x80:
        at += 1
    for _ in range(points):
        at += width_of(data[at])
    return at


cdef inline Py_ssize_t _copy(
    const uint8_t[::1] data, Py_ssize_t first, Py_ssize_t last, uint8_t[::1] out, Py_ssize_t to
) noexcept nogil:
    """Write the bytes `first` to `last` (exclusive) to `out`, blanks for line ends; returns where they end."""
    cdef Py_ssize_t at
    for at in range(first, last):
        out[to + at - first] = 32 if data[at] == 10 else data[at]
    return to + last - first


cdef inline bint _has_signs(const uint8_t[::1] text, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
    """Whether there is one of the signs without which there is no address, handle or hashtag: @, #, //, ww."""
    cdef Py_ssize_t at
    cdef uint8_t byte, found = 0
    for at in range(first, last - 1):
        byte = text[at]
        found |= (byte == c"@") | (byte == c"#") | (((byte == c"/") | (byte == c"w")) & (text[at + 1] == byte))
    return found or (last > first and (text[last - 1] == c"@" or text[last - 1] == c"#"))


def cut(
    const uint8_t[::1] data,
    const int64_t[::1] starts,
    const int64_t[::1] ends,
    Py_ssize_t places,
    Py_ssize_t size,
    uint8_t[::1] out,
    int64_t[::1] bounds,
    uint8_t[::1] signs,
):
    """Write to `out` what is read of each text that stands between one of `starts` and one of `ends` of `data`: the
    whole of it, or `places` times `size` characters with blanks between, taken evenly. `places` are at least two.
    `bounds` says where each ends, behind a first 0, and `signs` is 1 where it may hold an address.

    Of each text `out` must have room for as many bytes and `places`, or for `places` times 4 times `size` and 1.
    """
    cdef Py_ssize_t row, place, at, end, left, seen, begin, to = 0
    for row in range(starts.shape[0]):
        at, end, begin = starts[row], ends[row], to
        left = (count_points(data, at, end) if end - at > places * size else 0) - size
        if left <= (places - 1) * size:
            to = _copy(data, at, end, out, to)
        else:
            seen = 0
            for place in range(places):
                at = _behind(data, at, left * place // (places - 1) - seen)
                seen = left * place // (places - 1) + size
                end = _behind(data, at, size - 1)
                end += width_of(data[end])
                if place:
                    out[to] = 32
                    to += 1
                to = _copy(data, at, end, out, to)
                at = end
        bounds[row + 1], signs[row] = to, _has_signs(out, begin, to)
