"""The parts of lines that rules look at, joined rule by rule, so that each pattern is asked about all of its own at
once."""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

import numpy as np

from pipeline.document.utf8 cimport start_before, width_of


cdef inline Py_ssize_t past_of(const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t most) noexcept:
    """Where the first `most` characters of a text end, or the text."""
    if end - start <= most:
        return end
    while start < end and most > 0:
        start += width_of(data[start])
        most -= 1
    return start


cdef inline Py_ssize_t start_of(const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t most) noexcept:
    """Where the last `most` characters of a text begin, or the text."""
    if end - start <= most:
        return start
    while start < end and most > 0:
        end = start_before(&data[0], end)
        most -= 1
    return end


def join_parts(
    const uint8_t[::1] data,
    const int64_t[::1] starts,
    const int64_t[::1] ends,
    const int32_t[::1] looks,
    const int32_t[::1] lines,
    const int32_t[::1] rules,
):
    """The parts of `lines` that `rules` look at, pair by pair: four arrays.

    A line's core goes from one of `starts` to one of `ends` in `data`; a rule looks at as many of its first characters
    as one of `looks` says, at its last ones where that is below 0, or at all of it where it is 0. Lines without a core
    are left out.

    Returns the lines, ordered by rules, those of one rule as they were given; where those of each rule begin (one more
    than there are rules); the parts, each with a line's end behind it; and where each of them begins (one more than
    there are).
    """
    cdef Py_ssize_t count = looks.shape[0], held = 0, size = 0, number, line, look, at
    cdef int64_t[::1] firsts = np.zeros(count + 1, np.int64), places = np.empty(count + 1, np.int64)
    for number in range(lines.shape[0]):
        line = lines[number]
        if starts[line] < ends[line]:
            firsts[rules[number] + 1] += 1
            size += ends[line] - starts[line] + 1
    for number in range(count):
        firsts[number + 1] += firsts[number]
    places[:] = firsts
    cdef int32_t[::1] ordered = np.empty(firsts[count], np.int32), of_rules = np.empty(firsts[count], np.int32)
    for number in range(lines.shape[0]):
        if starts[lines[number]] < ends[lines[number]]:
            at = places[rules[number]]
            ordered[at], of_rules[at] = lines[number], rules[number]
            places[rules[number]] += 1
    cdef int64_t[::1] borders = np.zeros(firsts[count] + 1, np.int64)
    cdef uint8_t[::1] parts = np.empty(size, np.uint8)
    cdef Py_ssize_t start, end
    for number in range(ordered.shape[0]):
        start, end, look = starts[ordered[number]], ends[ordered[number]], looks[of_rules[number]]
        if look > 0:
            end = past_of(data, start, end, look)
        elif look < 0:
            start = start_of(data, start, end, -look)
        memcpy(&parts[held], &data[start], end - start)
        held += end - start
        parts[held] = 10
        held += 1
        borders[number + 1] = held
    return np.asarray(ordered), np.asarray(firsts), np.asarray(parts[:held]), np.asarray(borders)
