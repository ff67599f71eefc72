"""What findings in lines are made of, in passes over UTF-8: blanks before a line's text, a hash of what a line says, and
the pieces of runs of lines."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from pipeline.document.utf8 cimport point_at, start_before, width_of

cdef enum:
    # What `sections.edges` says of code points.
    BLANK = 1
    OPENING = 2
    # The value of `scorer.BLANK`.
    NO_PERCENT = 0xFF

cdef uint32_t EXPANDED = 0x80000000
cdef uint64_t PRIME = 0x100000001B3


cdef inline bint is_edge(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] edges, int wanted) noexcept nogil:
    cdef uint32_t point = point_at(data, at)
    return point < <uint32_t>edges.shape[0] and (edges[point] & wanted) != 0


def count_blanks(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] edges,
    const int32_t[::1] lines,
    int64_t[::1] blanks,
):
    """Write how many blanks stand at the start of each of some `lines`; each goes from one of the `offsets` of `data`
    to the next."""
    cdef Py_ssize_t i, at, end
    for i in range(lines.shape[0]):
        blanks[i] = 0
        at, end = offsets[lines[i]], offsets[lines[i] + 1]
        while at < end and is_edge(data, at, edges, BLANK):
            at += width_of(data[at])
            blanks[i] += 1


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


cdef Span plain_of(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] edges) noexcept nogil:
    """What is left of a line without blanks at its ends and then without what lines may open with."""
    cdef Span plain
    while end > at and is_edge(data, start_before(&data[0], end), edges, BLANK):
        end = start_before(&data[0], end)
    while at < end and is_edge(data, at, edges, BLANK):
        at += width_of(data[at])
    while at < end and is_edge(data, at, edges, OPENING):
        at += width_of(data[at])
    plain.start, plain.end = at, end
    return plain


def find_plain(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] edges,
    const int32_t[::1] lines,
    int64_t[:, ::1] plain,
):
    """Write the bytes of what is left of each of some `lines` (see `plain_of`), which go from one of the `offsets` of
    `data` to the next."""
    cdef Py_ssize_t i
    cdef Span span
    for i in range(lines.shape[0]):
        span = plain_of(data, offsets[lines[i]], offsets[lines[i] + 1], edges)
        plain[i, 0], plain[i, 1] = span.start, span.end


def count_before_prose(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint8_t[::1] edges,
    const int32_t[::1] lines,
    const uint8_t[::1] prose,
    Py_ssize_t most,
):
    """How many of some `lines` there are to the last of at most so many (`most`) that hold anything (see `plain_of`)
    and stand above the first of `prose`."""
    cdef Py_ssize_t i, filled = 0, count = 0
    cdef Span span
    for i in range(lines.shape[0]):
        span = plain_of(data, offsets[lines[i]], offsets[lines[i] + 1], edges)
        if span.start == span.end:
            continue
        filled += 1
        if prose[i] or filled > most:
            break
        count = i + 1
    return count


def hash_plain(
    const uint8_t[::1] data,
    const uint32_t[::1] folds,
    const uint32_t[:, ::1] expanded,
    const int64_t[:, ::1] plain,
    uint64_t[::1] hashes,
):
    """Write a hash of what stands between each two bytes in `plain`, without case.

    `folds` holds what each code point is without case; beyond its end none has case. A number from EXPANDED on is the
    row in `expanded` of what is more than one code point, with zeros behind. The hash is FNV-1a, by G. Fowler, L. C.
    Noll and K.-P. Vo, over code points in the place of bytes.
    """
    cdef Py_ssize_t i, at, end, place
    cdef uint32_t point
    cdef uint64_t hashed
    for i in range(hashes.shape[0]):
        at, end = plain[i, 0], plain[i, 1]
        hashed = <uint64_t>0xCBF29CE484222325
        while at < end:
            if data[at] < 0x80:
                hashed = (hashed ^ folds[data[at]]) * PRIME
                at += 1
                continue
            point = point_at(data, at)
            at += width_of(data[at])
            if point < <uint32_t>folds.shape[0]:
                point = folds[point]
            if point < EXPANDED:
                hashed = (hashed ^ point) * PRIME
                continue
            for place in range(expanded.shape[1]):
                if expanded[point - EXPANDED, place]:
                    hashed = (hashed ^ expanded[point - EXPANDED, place]) * PRIME
        hashes[i] = hashed


cdef inline Py_ssize_t write_number(uint8_t[::1] out, Py_ssize_t to, int number) noexcept nogil:
    """Write a number below 1,000 in digits; where they end."""
    if number >= 100:
        out[to] = 48 + number // 100
        to += 1
    if number >= 10:
        out[to] = 48 + number // 10 % 10
        to += 1
    out[to] = 48 + number % 10
    return to + 1


def cut_runs(
    const uint8_t[::1] percent,
    const int64_t[::1] borders,
    const int64_t[::1] starts,
    const uint8_t[::1] named,
    int64_t[:, ::1] pieces,
    int32_t[::1] ends,
    uint8_t[::1] digits,
):
    """Cut runs of lines at those that are `named`; the number of pieces, without those of blank lines alone.

    Run i begins with line `starts[i]`; what `percent` says of its lines lies between two of the `borders`. Of each piece
    its run, its first line, the one behind its last, how many of its lines are not blank and the sum of their per cents
    are written to `pieces`, and these, with a blank between two, to `digits`, from one of `ends` to the next.
    """
    cdef Py_ssize_t run, at, past, line, first, to = 0, count = 0
    cdef int64_t total, filled
    ends[0] = 0
    for run in range(starts.shape[0]):
        at, past = borders[run], borders[run + 1]
        line = first = starts[run]
        total = filled = 0
        while at <= past:
            if at == past or named[line]:
                if filled:
                    pieces[count, 0], pieces[count, 1], pieces[count, 2] = run, first, line
                    pieces[count, 3], pieces[count, 4] = filled, total
                    count += 1
                    ends[count] = <int32_t>to
                first = line + 1
                total = filled = 0
            elif percent[at] != NO_PERCENT:
                if filled:
                    digits[to] = 32
                    to += 1
                to = write_number(digits, to, percent[at])
                filled += 1
                total += percent[at]
            at += 1
            line += 1
    return count
