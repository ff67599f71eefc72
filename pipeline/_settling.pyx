"""The fates of findings, where they lie in UTF-8, and the texts that they leave: each in one pass."""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport are_ascii, width_of

cdef enum:
    FLAG, REMOVE, REPLACE
    FLAGGED = 0, APPLIED, OVERRULED


def decide(
    const int64_t[::1] rows,
    int64_t[::1] starts,
    const int64_t[::1] ends,
    const uint8_t[::1] wishes,
    uint8_t[::1] outcomes,
):
    """Write the outcome of each finding, and clip the start of each removal to what the ones before it left.

    Findings ascend by row, start and falling end. `wishes` says of each one what is to be done: FLAG, REMOVE, REPLACE.
    """
    cdef Py_ssize_t i, first = 0, past = 0, gone, count = rows.shape[0]
    cdef int64_t covered
    while first < count:
        covered = 0
        past = first
        while past < count and rows[past] == rows[first]:
            outcomes[past] = FLAGGED
            if wishes[past] == REMOVE:
                outcomes[past] = APPLIED if ends[past] > covered else OVERRULED
                if outcomes[past] == APPLIED:
                    starts[past] = max(starts[past], covered)
                    covered = ends[past]
            past += 1
        covered, gone = 0, first
        for i in range(first, past):
            if wishes[i] != REPLACE:
                continue
            while gone < past and (wishes[gone] != REMOVE or outcomes[gone] != APPLIED or ends[gone] <= starts[i]):
                gone += 1
            if starts[i] >= covered and (gone == past or starts[gone] >= ends[i]):
                outcomes[i] = APPLIED
                covered = ends[i]
            else:
                outcomes[i] = OVERRULED
        first = past


cdef Py_ssize_t _passed(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, int64_t count) noexcept nogil:
    """The byte that is `count` code points beyond byte `at`; -1 where they are more than there are before `end`."""
    while count > 0 and at < end:
        if count >= 8 and at + 8 <= end and are_ascii(&data[at]):
            at += 8
            count -= 8
            continue
        at += width_of(data[at])
        count -= 1
    return -1 if count > 0 else at


def places_of(
    const uint8_t[::1] data,
    const int32_t[::1] borders,
    const int64_t[::1] rows,
    const int64_t[::1] starts,
    const int64_t[::1] ends,
    int64_t[:, ::1] places,
):
    """Write the first byte of each span, and the one behind its last; the number of the first span that does not lie
    in its text, or -1.

    Spans are given in code points and ascend by row and start; text i lies between two of the `borders` of `data`.
    """
    cdef Py_ssize_t i, at = 0, past = 0, end = 0
    cdef int64_t row = -1, passed = 0, known = 0
    for i in range(rows.shape[0]):
        if rows[i] != row:
            row = rows[i]
            at, passed, end = borders[row], 0, borders[row + 1]
        elif starts[i] >= known:
            at, passed = past, known
        at = _passed(data, at, end, starts[i] - passed)
        if at < 0:
            return i
        passed, known = starts[i], ends[i]
        past = _passed(data, at, end, known - passed)
        if past < 0:
            return i
        places[i, 0], places[i, 1] = at, past
    return -1


def cut(const uint8_t[::1] data, const int64_t[:, ::1] places, uint8_t[::1] out):
    """Write the bytes of each span to `out`, one behind the other."""
    cdef Py_ssize_t i, size, to = 0
    for i in range(places.shape[0]):
        size = places[i, 1] - places[i, 0]
        if size > 0:
            memcpy(&out[to], &data[places[i, 0]], size)
        to += size


def rewrite(
    const uint8_t[::1] data,
    const int32_t[::1] borders,
    const int64_t[::1] rows,
    const int64_t[:, ::1] places,
    const uint8_t[::1] written,
    const int32_t[::1] written_borders,
    int64_t[::1] new_borders,
    uint8_t[::1] out,
):
    """Write every text to `out`, with what is `written` in the place of each span, and where it begins and ends to
    `new_borders`. Spans ascend and do not overlap; the one of number i is replaced by what lies between
    `written_borders` i and i + 1."""
    cdef Py_ssize_t row, at, size, i = 0, to = 0
    for row in range(borders.shape[0] - 1):
        new_borders[row] = to
        at = borders[row]
        while i < rows.shape[0] and rows[i] == row:
            size = places[i, 0] - at
            if size > 0:
                memcpy(&out[to], &data[at], size)
                to += size
            size = written_borders[i + 1] - written_borders[i]
            if size > 0:
                memcpy(&out[to], &written[written_borders[i]], size)
                to += size
            at = places[i, 1]
            i += 1
        size = borders[row + 1] - at
        if size > 0:
            memcpy(&out[to], &data[at], size)
            to += size
    new_borders[borders.shape[0] - 1] = to
