"""What ascending lists of hashes have in common, in one pass over both; what pairs connect, and which of them are held."""

from libc.stdint cimport int32_t, int64_t, uint32_t, uint8_t


def overlaps(
    const uint32_t[::1] one,
    const int64_t[::1] one_starts,
    const int64_t[::1] one_ends,
    const uint32_t[::1] other,
    const int64_t[::1] other_starts,
    const int64_t[::1] other_ends,
    Py_ssize_t most,
    int64_t[::1] common,
    int64_t[::1] total,
):
    """Write for each row how many hashes both lists have, and how many both have together, common ones counted once.

    List i lies from its start to its end. One of `most` hashes or more is a sample: nothing beyond its last counts.
    """
    cdef Py_ssize_t row, i, j, i_end, j_end
    cdef int64_t same
    cdef uint32_t left, right
    for row in range(common.shape[0]):
        i, i_end = one_starts[row], one_ends[row]
        j, j_end = other_starts[row], other_ends[row]
        if i_end - i >= most and i_end > i:
            while j_end > j and other[j_end - 1] > one[i_end - 1]:
                j_end -= 1
        if other_ends[row] - j >= most and other_ends[row] > j:
            while i_end > i and one[i_end - 1] > other[other_ends[row] - 1]:
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


def connect(const int32_t[::1] better, const int32_t[::1] worse, int32_t[::1] best):
    """Let `best`, in which each document names itself, name the first one that pairs connect it with: union-find with
    path halving. A pair holds two places in `best`."""
    cdef Py_ssize_t at
    cdef int32_t one, other
    for at in range(better.shape[0]):
        one, other = _root(best, better[at]), _root(best, worse[at])
        best[max(one, other)] = min(one, other)
    for at in range(best.shape[0]):
        # Whom it names comes before it, and names the first already.
        best[at] = best[best[at]]


cdef int32_t _root(int32_t[::1] best, int32_t node) noexcept nogil:
    while best[node] != node:
        best[node] = best[best[node]]
        node = best[node]
    return node


def choose(const int32_t[::1] better, const int32_t[::1] worse, uint8_t[::1] taken, uint8_t[::1] held):
    """Say which pairs are `held`: those of two documents that are not yet `taken`. The worse is taken then."""
    cdef Py_ssize_t at
    for at in range(better.shape[0]):
        if not taken[better[at]] and not taken[worse[at]]:
            taken[worse[at]] = held[at] = True
