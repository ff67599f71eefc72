"""What ascending lists of hashes have in common, in one pass over both."""

from libc.stdint cimport int32_t, int64_t, uint32_t


def overlaps(
    const uint32_t[::1] one,
    const int32_t[::1] one_borders,
    const uint32_t[::1] other,
    const int32_t[::1] other_borders,
    Py_ssize_t most,
    int64_t[::1] common,
    int64_t[::1] total,
):
    """Write for each row how many hashes both lists have, and how many both have together, common ones counted once.

    List i lies between two of its `borders`. One of `most` hashes or more is a sample: nothing beyond its last counts.
    """
    cdef Py_ssize_t row, i, j, i_end, j_end
    cdef int64_t same
    cdef uint32_t left, right
    for row in range(common.shape[0]):
        i, i_end = one_borders[row], one_borders[row + 1]
        j, j_end = other_borders[row], other_borders[row + 1]
        if i_end - i >= most and i_end > i:
            while j_end > j and other[j_end - 1] > one[i_end - 1]:
                j_end -= 1
        if other_borders[row + 1] - j >= most and other_borders[row + 1] > j:
            while i_end > i and one[i_end - 1] > other[other_borders[row + 1] - 1]:
                i_end -= 1
        total[row] = i_end - i + j_end - j
        same = 0
        while i < i_end and j < j_end:
            left, right = one[i], other[j]
            same += left == right
            i += left <= right
            j += right <= left
        common[row] = same
        total[row] -= same
