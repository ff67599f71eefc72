"""Letters of a text between places in it, counted in one pass over UTF-8."""

from libc.stdint cimport uint8_t

from pipeline.document.utf8 cimport point_at, width_of


def letters_between(const uint8_t[::1] data, const uint8_t[::1] letters, list places):
    """How many characters are letters from each of the ascending `places`, in code points, to the next one, and from
    the last one to the end; `letters` says it of each code point."""
    cdef Py_ssize_t at = 0, character = 0, end, count
    cdef list counts = []
    for end in [*places[1:], data.shape[0]]:
        count = 0
        while at < data.shape[0] and character < end:
            count += letters[point_at(data, at)]
            at += width_of(data[at])
            character += 1
        counts.append(count)
    return counts
