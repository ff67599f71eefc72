"""Symmetric trees over columns of features: some lines at a time, whose features stay in the processor's cache."""

from libc.stdint cimport INT32_MAX as GREATEST
from libc.stdint cimport int16_t, int32_t, int64_t, uint16_t

cdef enum:
    LEVELS = 6
    LEAVES = 1 << LEVELS
    LINES = 256
    # Trees whose leaves are added at once.
    TOGETHER = 4

DEPTH = LEVELS
"""Splits of each tree."""
ABREAST = TOGETHER
"""What the number of trees is a multiple of."""


def add_leaves(
    const int16_t[:, ::1] features,
    const int32_t[:, ::1] rows,
    const int16_t[:, ::1] borders,
    const int32_t[:, ::1] leaves,
    int32_t[::1] totals,
):
    """Add to the total of each line (column of `features`) its leaf of each tree.

    Bit k of a leaf's place in its row of `leaves` says whether the feature in row `rows[tree, k]` is above
    `borders[tree, k]`.
    """
    cdef Py_ssize_t first = 0, tree, k, count
    cdef uint16_t[TOGETHER][LINES] places
    while first < totals.shape[0]:
        count = min(totals.shape[0] - first, LINES)
        tree = 0
        while tree < rows.shape[0]:
            for k in range(TOGETHER):
                find_places(features, &rows[tree + k, 0], &borders[tree + k, 0], first, count, places[k])
            add_together(&leaves[tree, 0], places, count, &totals[first])
            tree += TOGETHER
        first += LINES


cdef void add_together(
    const int32_t* leaves, const uint16_t[TOGETHER][LINES] places, Py_ssize_t count, int32_t* totals
) noexcept nogil:
    cdef const int32_t* second = leaves + LEAVES
    cdef const int32_t* third = second + LEAVES
    cdef const int32_t* fourth = third + LEAVES
    cdef Py_ssize_t at
    for at in range(count):
        totals[at] += leaves[places[0][at]] + second[places[1][at]] + third[places[2][at]] + fourth[places[3][at]]


cdef void find_places(
    const int16_t[:, ::1] features, const int32_t* rows, const int16_t* borders, Py_ssize_t first, Py_ssize_t count,
    uint16_t* places,
) noexcept nogil:
    """The leaves of one tree that `count` lines from the first on fall into."""
    cdef const int16_t* a = &features[rows[0], first]
    cdef const int16_t* b = &features[rows[1], first]
    cdef const int16_t* c = &features[rows[2], first]
    cdef const int16_t* d = &features[rows[3], first]
    cdef const int16_t* e = &features[rows[4], first]
    cdef const int16_t* f = &features[rows[5], first]
    cdef Py_ssize_t at
    for at in range(count):
        places[at] = (
            (a[at] > borders[0]) | (b[at] > borders[1]) << 1 | (c[at] > borders[2]) << 2
            | (d[at] > borders[3]) << 3 | (e[at] > borders[4]) << 4 | (f[at] > borders[5]) << 5
        )


def find_least(int32_t[:, ::1] totals, const int64_t[::1] columns, int64_t[:, ::1] least):
    """Write the places in `columns` of those with the least totals of each row, the first of equals before the others,
    as many as `least` has columns; what is found is made the greatest."""
    cdef Py_ssize_t row, place, k, best
    if not columns.shape[0]:
        raise ValueError("there is nothing to choose from")
    for row in range(totals.shape[0]):
        for k in range(least.shape[1]):
            best = 0
            for place in range(columns.shape[0]):
                if totals[row, columns[place]] < totals[row, columns[best]]:
                    best = place
            least[row, k] = best
            totals[row, columns[best]] = GREATEST


def add_reasons(
    const int16_t[:, ::1] lines,
    const int32_t[:, ::1] rows,
    const int16_t[:, ::1] borders,
    const int32_t[:, :, ::1] added,
    int32_t[:, ::1] totals,
):
    """Add to the total of each feature (column) of each of some `lines` (row) what each split of each tree adds:
    `added[tree, place, k]`, the place being that of the line's leaf."""
    cdef Py_ssize_t line, tree, place, k
    for line in range(lines.shape[0]):
        for tree in range(rows.shape[0]):
            place = 0
            for k in range(LEVELS):
                place |= (lines[line, rows[tree, k]] > borders[tree, k]) << k
            for k in range(LEVELS):
                totals[line, rows[tree, k]] += added[tree, place, k]
