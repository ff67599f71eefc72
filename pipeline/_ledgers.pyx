"""Where entries of ledgers lie: carried back to the source text and on to the final one, in one pass each."""

from libc.stdint cimport int64_t, uint8_t

# Spans of one stage's text in one document, ascending, that it rewrote: where they start and end before and after.
cdef struct Track:
    Py_ssize_t count
    const int64_t* given_starts
    const int64_t* given_ends
    const int64_t* made_starts
    const int64_t* made_ends


def track(
    const int64_t[::1] groups,
    const int64_t[:, ::1] spans,
    const int64_t[::1] written,
    const uint8_t[::1] applied,
    int64_t[:, ::1] tracks,
    int64_t[::1] firsts,
):
    """Write what each group of entries applied, one track after the other: the starts and ends of the spans given to it
    and made of them, and where each track begins.

    A group is what one stage says of one document; `groups` are the bounds of groups among the entries, whose starts
    and ends are `spans`; `written` are the code points of what stands there if an entry was applied.
    """
    cdef Py_ssize_t group, at, found = 0
    cdef int64_t grown
    for group in range(groups.shape[0] - 1):
        firsts[group], grown = found, 0
        for at in range(groups[group], groups[group + 1]):
            if not applied[at]:
                continue
            tracks[0, found], tracks[1, found] = spans[0, at], spans[1, at]
            tracks[2, found] = spans[0, at] + grown
            tracks[3, found] = tracks[2, found] + written[at]
            grown = tracks[3, found] - spans[1, at]
            found += 1
    firsts[groups.shape[0] - 1] = found


def place(
    const int64_t[::1] rows,
    const int64_t[::1] groups,
    const int64_t[:, ::1] tracks,
    const int64_t[::1] firsts,
    int64_t[:, ::1] sources,
    int64_t[:, ::1] texts,
):
    """Carry the spans of entries, given twice as starts and ends, back to the sources and on to the final texts, whose
    spans are -1 where nothing of them survives. See `track` for groups and tracks; `rows` are those of the entries."""
    cdef Py_ssize_t group, first = 0, last = 0, at, count = groups.shape[0] - 1
    for group in range(count):
        if group == last:
            first = group
            while last < count and rows[groups[last]] == rows[groups[first]]:
                last += 1
        for at in range(group - 1, first - 1, -1):
            _carry(sources, groups[group], groups[group + 1], _turned(_track(tracks, firsts, at)))
        for at in range(group, last):
            _carry(texts, groups[group], groups[group + 1], _track(tracks, firsts, at))
    for at in range(texts.shape[1]):
        if texts[0, at] >= texts[1, at]:
            texts[0, at] = texts[1, at] = -1


cdef Track _track(const int64_t[:, ::1] tracks, const int64_t[::1] firsts, Py_ssize_t group) noexcept:
    cdef Py_ssize_t first = firsts[group]
    return Track(firsts[group + 1] - first, &tracks[0, first], &tracks[1, first], &tracks[2, first], &tracks[3, first])


cdef Track _turned(Track forth) noexcept:
    """A track from what was made to what was given."""
    return Track(forth.count, forth.made_starts, forth.made_ends, forth.given_starts, forth.given_ends)


cdef void _carry(int64_t[:, ::1] spans, Py_ssize_t at, Py_ssize_t end, Track track) noexcept:
    """Carry some spans, but for empty ones, along a track; one that cuts into a span of the track takes the whole."""
    cdef Py_ssize_t near = -1
    while at < end:
        if spans[0, at] < spans[1, at]:
            near = _last_from(&track, spans[0, at], near)
            if near >= 0 and spans[0, at] < track.given_ends[near]:
                spans[0, at] = track.made_starts[near]
            elif near >= 0:
                spans[0, at] += track.made_ends[near] - track.given_ends[near]
            near = _last_from(&track, spans[1, at] - 1, near)
            if near >= 0 and spans[1, at] < track.given_ends[near]:
                spans[1, at] = track.made_ends[near]
            elif near >= 0:
                spans[1, at] += track.made_ends[near] - track.given_ends[near]
        at += 1


cdef Py_ssize_t _last_from(const Track* track, int64_t offset, Py_ssize_t near) noexcept:
    """The last span that starts at an offset or before, -1 for none: one that is near it, or the next, if it can be."""
    cdef Py_ssize_t low = 0, high = track.count, middle
    if near < 0 or track.given_starts[near] <= offset:
        low = near + 1
        if low == high or track.given_starts[low] > offset:
            return near
        if low + 1 == high or track.given_starts[low + 1] > offset:
            return low
    while low < high:
        middle = (low + high) // 2
        if track.given_starts[middle] <= offset:
            low = middle + 1
        else:
            high = middle
    return low - 1
