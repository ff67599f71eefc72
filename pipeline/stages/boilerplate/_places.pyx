"""Where the lines of a batch stand in their documents, as rules ask."""

from libc.stdint cimport int32_t, int64_t, uint8_t


def mark_places(
    const int32_t[::1] codes,
    const int64_t[::1] borders,
    const uint8_t[::1] whole,
    const uint8_t[::1] prose,
    Py_ssize_t head_prose,
    Py_ssize_t foot_prose,
    uint8_t anywhere,
    uint8_t in_head,
    uint8_t in_foot,
    uint8_t everywhere,
    uint8_t[::1] stands,
):
    """Add to the bits of each distinct line in `stands` those of the places where it stands.

    A document's lines go from one of `borders` to the next; of each `codes` says which distinct line it is, `prose`
    whether it is prose and `whole` whether its document is a whole page, which makes it stand `everywhere`. Others
    stand `anywhere`, `in_head` where no more than `head_prose` lines of prose end with them, and `in_foot` where no
    more than `foot_prose` begin with them.
    """
    cdef Py_ssize_t row, line, passed, count
    cdef uint8_t places
    for row in range(borders.shape[0] - 1):
        passed = count = 0
        for line in range(borders[row], borders[row + 1]):
            count += prose[line]
        for line in range(borders[row], borders[row + 1]):
            places = anywhere
            if count - passed <= foot_prose:
                places |= in_foot
            passed += prose[line]
            if passed <= head_prose:
                places |= in_head
            stands[codes[line]] |= everywhere if whole[line] else places
