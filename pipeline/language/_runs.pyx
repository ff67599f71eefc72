"""Runs of letters of one script, told by the kinds of characters."""

# What a character of a script is, beside 3 times the number of its script; what others are, beside the kinds of these:
# see `characters`.
cdef enum:
    LETTER = 2
    MARK = 3
    COMMON = 1
    UNLISTED = 2
    BARE_MARK = 3
    JOINER = 4
    JOINING = 5


cdef inline bint _is_letter(Py_ssize_t kind, Py_ssize_t listed) noexcept nogil:
    if kind <= listed:
        return kind % 3 == LETTER
    return kind - listed in (COMMON, UNLISTED, JOINING)


cdef inline bint _is_mark(Py_ssize_t kind, Py_ssize_t listed) noexcept nogil:
    return kind > 0 and (kind % 3 == 0 if kind <= listed else kind - listed == BARE_MARK)


def next_run(bytes kinds, Py_ssize_t at, Py_ssize_t listed):
    """Where the first run at `at` or behind it begins and ends, in a text of whose characters `kinds` has the kinds, a
    byte each, `listed` that of the last which is in a script; None where there is none."""
    cdef const unsigned char* kind = kinds
    cdef Py_ssize_t start, script, size = len(kinds)
    while at < size and not 0 < kind[at] <= listed:
        at += 1
    if at >= size:
        return None
    start, script = at, (kind[at] - 1) // 3
    at += 1
    while at < size:
        if kind[at] > listed + BARE_MARK:
            if kind[at] - listed > JOINING or at + 1 == size or not _is_letter(kind[at + 1], listed):
                break
        elif (kind[at] - 1) // 3 != script and not _is_mark(kind[at], listed):
            break
        at += 1
    return start, at
