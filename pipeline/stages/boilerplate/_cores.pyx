"""Lines without what stands around their text: blanks at their ends, bullets at their start."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memcmp

from pipeline.document.utf8 cimport point_at, start_before, width_of

cdef enum:
    BLANK = 1  # What `doubled.EDGES` says of code points; of a bullet 2.


cdef inline uint8_t edge_at(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] edges) noexcept:
    cdef uint32_t point = point_at(data, at)
    return edges[point] if point < <uint32_t> edges.shape[0] else 0


cdef inline Py_ssize_t end_of(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] edges
) noexcept:
    """Where a text ends without its last blanks."""
    cdef Py_ssize_t at
    while end > start:
        at = start_before(&data[0], end)
        if edge_at(data, at, edges) != BLANK:
            break
        end = at
    return end


def find_cores(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] edges,
    Py_ssize_t most,
    int64_t[::1] starts,
    int64_t[::1] ends,
    int32_t[::1] passed,
):
    """Set for each line, from one of the `offsets` of `data` to the next, where its core starts and ends, in bytes, and
    how many code points stand before it: see `patterns.core_of`. At most so many (`most`) bullets and blanks among them
    stand before a core.
    """
    cdef Py_ssize_t line, start, end, bare, blanks, bullets
    for line in range(offsets.shape[0] - 1):
        start = offsets[line]
        end = end_of(data, start, offsets[line + 1], edges)
        blanks = bullets = 0
        while start < end and edge_at(data, start, edges) == BLANK:
            start += width_of(data[start])
            blanks += 1
        bare = start
        while bare < end and bullets <= most and edge_at(data, bare, edges):
            bare += width_of(data[bare])
            bullets += 1
        if bare < end and bullets <= most:
            start = bare
            blanks += bullets
        starts[line], ends[line], passed[line] = start, end, <int32_t> blanks


def find_doubled(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] edges,
    const int32_t[::1] codes,
    const int32_t[::1] lengths,
    const int64_t[::1] borders,
    int32_t longest,
):
    """The pairs of lines of at most `longest` code points of which one equals the next of its document, blanks around
    them and blank lines between them aside: a list of both.

    `codes` says of each line of a batch which of the distinct lines it is, from one of the `offsets` of `data` to the
    next, `lengths` its code points; a document's lines go from one of `borders` to the next.
    """
    cdef Py_ssize_t row, line, last, start, end, last_start = 0, last_end = 0
    cdef list found = []
    for row in range(borders.shape[0] - 1):
        last = -1
        for line in range(borders[row], borders[row + 1]):
            if lengths[line] > longest:
                last = -1
                continue
            start = offsets[codes[line]]
            end = end_of(data, start, offsets[codes[line] + 1], edges)
            while start < end and edge_at(data, start, edges) == BLANK:
                start += width_of(data[start])
            if start == end:
                continue
            if last >= 0 and end - start == last_end - last_start and (
                not memcmp(&data[start], &data[last_start], end - start)
            ):
                found.append((last, line))
            last, last_start, last_end = line, start, end
    return found
