"""What the loops over the lines of whole pages share. Page i has those from `borders[i]` to before `borders[i + 1]`."""

from libc.stdint cimport int16_t, int64_t
from libc.string cimport memcpy

cdef enum:
    # The greatest number that a feature has.
    GREATEST = 32_767


cdef inline int16_t clipped(int64_t value) noexcept nogil:
    """A number as int16, the greatest and smallest cut off."""
    return <int16_t>max(-GREATEST, min(value, GREATEST))


cdef inline void fill(int16_t* values, Py_ssize_t count, int64_t value) noexcept nogil:
    """Give all the same number."""
    cdef Py_ssize_t at
    for at in range(count):
        values[at] = clipped(value)


cdef inline void best_stretch(
    const int64_t* scores, Py_ssize_t count, Py_ssize_t* first, Py_ssize_t* last
) noexcept nogil:
    """First and last place of the stretch of greatest sum; the first of equals, and the shortest that ends there (J.
    Kadane's search, in J. Bentley, "Programming pearls", 1984)."""
    cdef Py_ssize_t at, opens = 0
    cdef int64_t total = 0, best = 0
    for at in range(count):
        if total <= 0:
            total = 0
            opens = at
        total += scores[at]
        if at == 0 or total > best:
            best = total
            first[0] = opens
            last[0] = at


cdef inline void nearest(
    const int64_t* weights, int64_t least, Py_ssize_t count, int64_t far, int16_t* up, int16_t* down
) noexcept nogil:
    """How many lines above and below each line the next one of a weight from `least` on stands: `far` at most, and
    where there is none."""
    cdef Py_ssize_t at, held = -far
    for at in range(count):
        up[at] = <int16_t>min(at - held, far)
        if weights[at] >= least:
            held = at
    held = count + far
    for at in range(count - 1, -1, -1):
        down[at] = <int16_t>min(held - at, far)
        if weights[at] >= least:
            held = at


cdef inline void shift(const int16_t* values, Py_ssize_t by, Py_ssize_t count, int16_t* moved) noexcept nogil:
    """The value of the line `by` places further down; -2 outside the page."""
    cdef Py_ssize_t size = min(max(by, -by), count)
    if by > 0:
        memcpy(moved, values + size, (count - size) * sizeof(int16_t))
        fill(moved + count - size, size, -2)
    else:
        memcpy(moved + size, values, (count - size) * sizeof(int16_t))
        fill(moved, size, -2)
