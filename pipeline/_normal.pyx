"""The words and hashes of lines, in one pass over UTF-8."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from pipeline.document.utf8 cimport are_ascii, count_points, point_at, width_of

cdef enum Kind:
    BORDER, LETTER, NUMBER, DENSE


def find_changing(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint32_t[::1] folds,
    uint32_t changes,
    uint32_t mark,
    Py_ssize_t most,
    uint8_t[::1] found,
):
    """Say which lines of at most `most` characters hold one whose fold has the bit `changes`, or two with `mark` in
    succession. ASCII has neither."""
    cdef Py_ssize_t line, at, end
    cdef uint32_t fold, before
    for line in range(found.shape[0]):
        at, end, before = offsets[line], offsets[line + 1], 0
        while at < end:
            if at + 8 <= end and are_ascii(&data[at]):
                at, before = at + 8, 0
                continue
            fold = folds[point_at(data, at)]
            if fold & changes or fold & before & mark:
                found[line] = count_points(data, offsets[line], end) <= most
                break
            at, before = at + width_of(data[at]), fold


def read_words(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const uint32_t[::1] folds,
    int shift,
    uint64_t base,
    uint64_t[::1] hashes,
    uint8_t[::1] numbers,
    int64_t[::1] borders,
    int64_t[::1] letters,
    int64_t[::1] widths,
):
    """Write the words' hashes and which of them hold a number, where each line's words begin, its letters and its
    width (see `normal.Words`). A fold holds a lower case and, from bit `shift` on, a kind. There is room for as many
    words as there are bytes."""
    cdef Py_ssize_t line, at, end, word = -1
    cdef uint32_t fold, kind, before
    cdef uint64_t power = 1, total = 0, code = (1 << shift) - 1
    cdef int64_t inside, digits, dense
    for line in range(letters.shape[0]):
        at, end, before = offsets[line], offsets[line + 1], BORDER
        inside = digits = dense = 0
        borders[line] = word + 1
        while at < end:
            fold = folds[point_at(data, at)]
            at += width_of(data[at])
            kind = fold >> shift & 3
            if kind != BORDER:
                if before == BORDER or before == DENSE or kind == DENSE:
                    if word >= 0:
                        hashes[word] = _mixed(total)
                    word, total, power = word + 1, 0, 1
                    numbers[word] = False
                total += (fold & code) * power
                power *= base
                inside += 1
                dense += kind == DENSE
                if kind == NUMBER:
                    digits += 1
                    numbers[word] = True
            before = kind
        letters[line], widths[line] = inside - digits, inside + 2 * dense
    if word >= 0:
        hashes[word] = _mixed(total)
    borders[letters.shape[0]] = word + 1


def hash_lines(
    const uint64_t[::1] words,
    const uint8_t[::1] numbers,
    const int64_t[::1] borders,
    uint64_t number,
    uint64_t base,
    uint64_t[::1] hashes,
):
    """Write the hash of each line; words that hold a number count as `number`, and runs of them as one."""
    cdef Py_ssize_t line, word
    cdef uint64_t power, total
    for line in range(hashes.shape[0]):
        power, total = 1, 0
        for word in range(borders[line], borders[line + 1]):
            if numbers[word]:
                if word > borders[line] and numbers[word - 1]:
                    continue
                total += number * power
            else:
                total += words[word] * power
            power *= base
        hashes[line] = _mixed(total)


cdef inline uint64_t _mixed(uint64_t value) noexcept nogil:
    """See `normal.mix`."""
    value = (value ^ value >> 30) * <uint64_t>0xBF58476D1CE4E5B9
    value = (value ^ value >> 27) * <uint64_t>0x94D049BB133111EB
    return value ^ value >> 31
