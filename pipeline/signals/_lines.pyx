"""Lines and paragraphs in UTF-8: where they stand, how lines begin, which ones come again."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr

from pipeline.signals._counts cimport (
    BULLETS, LINE_CHARACTERS, LINES, PARAGRAPH_CHARACTERS, PARAGRAPHS, REPEATED_LINES, REPEATED_PARAGRAPHS, SHORT_LINES
)
from pipeline.signals._hashes cimport Hashed, clear, first_of, hashed
from pipeline.signals._kinds cimport BLANK, BULLET, DASH, PARTING, Text, after, before, kind_at, kind_before

cdef enum:
    START
    END
    SIZE
    OPENS


def find_lines(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const uint32_t[::1] kinds,
    Py_ssize_t short,
    int32_t[:, ::1] lines,
    uint64_t[::1] hashes,
    int64_t[:, ::1] counts,
):
    """Write of each line that is not blank, without the blanks at its ends, where it starts and ends, its code points
    and whether it opens a paragraph, and its hash. Count them, and those that are short or begin with a bullet."""
    cdef Py_ssize_t row, line = 0, at
    cdef const uint8_t* newline
    cdef bint opens
    cdef Text text = Text(&data[0], &kinds[0], 0, 0)
    cdef Hashed found
    for row in range(bounds.shape[0] - 1):
        at, opens = bounds[row], True
        while at < bounds[row + 1]:
            newline = <const uint8_t*>memchr(&data[at], c"\n", bounds[row + 1] - at)
            text.start, text.end = at, newline - &data[0] if newline != NULL else bounds[row + 1]
            at = text.end + 1
            if _is_blank(&text, &opens):
                continue
            lines[START, line], lines[END, line] = <int32_t>text.start, <int32_t>text.end
            found = hashed(text.data, text.start, text.end, data.shape[0])
            lines[SIZE, line], lines[OPENS, line], hashes[line] = <int32_t>found.characters, opens, found.hash
            counts[row, LINES] += 1
            counts[row, LINE_CHARACTERS] += found.characters
            counts[row, SHORT_LINES] += found.characters <= short
            counts[row, BULLETS] += _has_bullet(&text)
            line += 1
            opens = False


cdef bint _is_blank(Text* line, bint* opens) noexcept:
    """Whether a line is blank, and whether the next one opens a paragraph then; if not, blanks at its ends are left
    out."""
    cdef uint32_t kind, common = PARTING
    while line.start < line.end:
        kind = kind_at(line, line.start)
        if not kind & BLANK:
            break
        common &= kind
        line.start = after(line, line.start)
    if line.start == line.end:
        opens[0] |= common != 0
        return True
    while kind_before(line, line.end) & BLANK:
        line.end = before(line, line.end)
    return False


cdef bint _has_bullet(const Text* line) noexcept:
    cdef uint32_t kind = kind_at(line, line.start)
    cdef Py_ssize_t second = after(line, line.start)
    return kind & BULLET or (kind & DASH and second < line.end and kind_at(line, second) & BLANK)


def count_repeated(
    const uint8_t[::1] data,
    const int32_t[:, ::1] lines,
    const uint64_t[::1] hashes,
    uint64_t[::1] keys,
    int32_t[::1] sizes,
    int32_t[::1] slots,
    int64_t[:, ::1] counts,
):
    """Count paragraphs, and lines and paragraphs that stood before in their document, given the lines of all. `keys`,
    `sizes` and `slots` are room for one more than a document has lines."""
    cdef Py_ssize_t row, first = 0, last, line, start = 0, found
    cdef Hashed paragraph
    for row in range(counts.shape[0]):
        last, found = first + counts[row, LINES], 0
        for line in range(first, last):
            keys[line - first + 1], sizes[line - first + 1] = hashes[line], lines[SIZE, line]
        _count_again(&keys[0], &sizes[0], last - first, &slots[0], &counts[row, REPEATED_LINES])
        for line in range(first, last):
            if lines[OPENS, line]:
                start = lines[START, line]
            if line + 1 < last and not lines[OPENS, line + 1]:
                continue
            found += 1
            paragraph = Hashed(hashes[line], lines[SIZE, line])
            if not lines[OPENS, line]:
                paragraph = hashed(&data[0], start, lines[END, line], data.shape[0])
            keys[found], sizes[found] = paragraph.hash, <int32_t>paragraph.characters
            counts[row, PARAGRAPH_CHARACTERS] += paragraph.characters
        counts[row, PARAGRAPHS] = found
        _count_again(&keys[0], &sizes[0], found, &slots[0], &counts[row, REPEATED_PARAGRAPHS])
        first = last


cdef void _count_again(
    uint64_t* keys, const int32_t* sizes, Py_ssize_t count, int32_t* slots, int64_t* again
) noexcept:
    """Count the spans whose keys stood before, and their code points."""
    cdef Py_ssize_t last = clear(slots, count)
    cdef int32_t number
    for number in range(1, count + 1):
        if first_of(slots, last, keys, number) != number:
            again[0] += 1
            again[1] += sizes[number]
