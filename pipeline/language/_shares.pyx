"""Letters of a text between places in it, counted in one pass over UTF-8."""

from libc.stdint cimport int64_t, uint8_t

from pipeline.document.utf8 cimport point_at, width_of


def count_before(const uint8_t[::1] data, const uint8_t[::1] letters, const int64_t[::1] places, int64_t[::1] counts):
    """Write how many characters before each of the ascending `places`, in code points, are letters; `letters` says it
    of each code point."""
    cdef Py_ssize_t at = 0, character = 0, place
    cdef int64_t count = 0
    for place in range(places.shape[0]):
        while at < data.shape[0] and character < places[place]:
            count += letters[point_at(data, at)]
            at += width_of(data[at])
            character += 1
        counts[place] = count
