"""Characters of UTF-8, one by one: how many signs there are, where they end sentences and lines, and which tokens
more has to be asked about."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memset

from pipeline.document.utf8 cimport point_of
from pipeline.signals._counts cimport (
    CHARACTERS, COLUMNS, CURLY_BRACKETS, CUT_LINES, DIGITS, ELLIPSES, ENDED_LINES, HASH_SIGNS, JUDGED_LINES,
    LINES, SENTENCES
)
from pipeline.signals._kinds cimport (
    APART, ARMENIAN, BLANK, CLOSER, DANDA, DIGIT, ETHIOPIC, GREEK, KNOWN, LETTER, OPENER, SIGN, TERMINAL, UNMARKED, Text,
    after, before, kind_at, kind_before, take_kind
)
from pipeline.signals._tokens cimport is_unsure, put_token

cdef enum:
    TAIL = 24  # characters that are looked at around the end of a sentence and at the end of a line
    ELLIPSIS = 0x2026
    WORDSPACE = 0x1361


def count_marks(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const uint32_t[::1] kinds,
    read_page,
    int32_t[:, ::1] tokens,
    int64_t[:, ::1] counts,
):
    """Count the characters, digits, signs and sentences of the texts that stand between `bounds`. Write where tokens
    start and end that only ICU divides into words, and say how many there are.

    Pages of `kinds` that are not known are read; a text that has a character of one is counted again."""
    cdef Py_ssize_t row, at, found = 0, known = 0
    cdef uint8_t[256] looked_at
    cdef Text text = Text(&data[0], &kinds[0], 0, 0)
    for at in range(256):
        looked_at[at] = at >= 0x80 or kinds[at] & (DIGIT | SIGN | APART) != 0
    for row in range(bounds.shape[0] - 1):
        text.start, text.end = bounds[row], bounds[row + 1]
        while not _count_marks(&text, looked_at, read_page, tokens, &found, &counts[row, 0]):
            memset(&counts[row, 0], 0, COLUMNS * sizeof(int64_t))
            found = known
        known = found
    return found


cdef bint _count_marks(
    const Text* text, const uint8_t* looked_at, read_page, int32_t[:, ::1] tokens, Py_ssize_t* found, int64_t* counts
) except -1:
    """Count the marks of a text; returns whether all of its characters were known."""
    cdef bint known = True
    cdef Py_ssize_t at = text.start, start, token = -1, terminal = -1, stop = -1, dots = 0, followers = 0
    cdef uint32_t kind, point
    while at < text.end:
        if not looked_at[text.data[at]]:
            at += 1
            continue
        start, kind = at, take_kind(text, &at)
        followers += at - start - 1
        if not kind & KNOWN:
            read_page(point_of(text.data + start) >> 8)
            known = False
        if start >= token and is_unsure(text, start, at, kind):
            token = put_token(text, start, tokens, found)
        if not kind & (DIGIT | TERMINAL | SIGN):
            continue
        if kind & DIGIT:
            counts[DIGITS] += 1
        elif kind & TERMINAL:
            counts[SENTENCES] += start != terminal
            terminal = at
        else:
            point = point_of(text.data + start)
            if point == c"#":
                counts[HASH_SIGNS] += 1
            elif point == c"{" or point == c"}":
                counts[CURLY_BRACKETS] += 1
            elif point == ELLIPSIS:
                counts[ELLIPSES] += 1
            elif point == c"." or point == c"!" or point == c"?":
                counts[SENTENCES] += _ends_sentence(text, start)
                if point == c".":
                    dots = dots % 3 + 1 if start == stop else 1
                    counts[ELLIPSES] += dots == 3
                    stop = at
            else:
                counts[SENTENCES] += _is_own_mark(text, at) and _is_closed(text, at)
    counts[CHARACTERS] = text.end - text.start - followers
    return known


cdef bint _ends_sentence(const Text* text, Py_ssize_t at) noexcept:
    """Whether `.`, `!` or `?` ends a token that is more than an initial, an ordinal or cut short."""
    cdef Py_ssize_t closed = at + 1, left = TAIL
    while left and kind_at(text, closed) & CLOSER:
        closed = after(text, closed)
        left -= 1
    if not _is_noted(text, closed):
        return False
    if text.data[at] != c".":
        return True
    return not _is_dot(text, at) and (closed > at + 1 or not _is_initial(text, at))


cdef inline bint _is_dot(const Text* text, Py_ssize_t end) noexcept:
    """Whether a full stop or an ellipsis ends at a byte."""
    if end <= text.start:
        return False
    return text.data[end - 1] == c"." or point_of(text.data + before(text, end)) == ELLIPSIS


cdef bint _is_initial(const Text* text, Py_ssize_t end) noexcept:
    """Whether what ends at a byte is one letter, or digits, behind openers at most."""
    cdef Py_ssize_t at = end, left = TAIL
    if kind_before(text, at) & LETTER:
        at = before(text, at)
        left -= 1
    else:
        while left and kind_before(text, at) & DIGIT:
            at = before(text, at)
            left -= 1
    if at == end:
        return False
    while left and kind_before(text, at) & OPENER:
        at = before(text, at)
        left -= 1
    return kind_before(text, at) & BLANK != 0


cdef bint _is_closed(const Text* text, Py_ssize_t at) noexcept:
    """Whether closers and notes, if any, are all that stands between a byte and the next blank."""
    while kind_at(text, at) & CLOSER:
        at = after(text, at)
    return _is_noted(text, at)


cdef bint _is_noted(const Text* text, Py_ssize_t at) noexcept:
    """Whether notes ("[12]"), if any, are all that stands between a byte and the next blank."""
    cdef Py_ssize_t last
    while at < text.end and text.data[at] == c"[":
        last = at + 1
        while kind_at(text, last) & DIGIT:
            last = after(text, last)
        if last == at + 1 or last == text.end or text.data[last] != c"]":
            return False
        at = last + 1
    return kind_at(text, at) & BLANK != 0


cdef bint _is_own_mark(const Text* text, Py_ssize_t end) noexcept:
    """Whether a mark ends at a byte that a script types for its own: `:` and `;` in Armenian and Greek, `|` for a
    danda, a doubled word space in Ethiopic."""
    cdef Py_ssize_t at = before(text, end)
    cdef uint32_t point = point_of(text.data + at), last = kind_before(text, at)
    if (point == c":" and last & ARMENIAN) or (point == c";" and last & GREEK) or (point == c"|" and last & DANDA):
        return True
    if (point != c":" and point != WORDSPACE) or at == text.start:
        return False
    at = before(text, at)
    return point_of(text.data + at) == point and kind_before(text, at) & ETHIOPIC != 0


def count_line_ends(
    const uint8_t[::1] data, const uint32_t[::1] kinds, const int32_t[:, ::1] lines, int64_t[:, ::1] counts
):
    """Count how lines end, given where they start and end and how many each document has."""
    cdef Py_ssize_t row, line = 0, last = 0
    cdef Text text = Text(&data[0], &kinds[0], 0, 0)
    for row in range(counts.shape[0]):
        last += counts[row, LINES]
        while line < last:
            text.start, text.end = lines[0, line], lines[1, line]
            _count_line_end(&text, &counts[row, 0])
            line += 1


cdef void _count_line_end(Text* line, int64_t* counts) noexcept:
    """Count a line that ends as a sentence, one of which that can be said, one that an ellipsis cuts short."""
    cdef Py_ssize_t at = line.end, left = TAIL
    cdef bint cut, ended
    while left and at > line.start:
        at = before(line, at)
        left -= 1
    line.start = at
    at = _back(line, line.end, CLOSER | BLANK)
    cut = _is_dot(line, at) and (line.data[at - 1] != c"." or _is_dot(line, at - 1))
    ended = not cut and _is_ended(line)
    while kind_before(line, at) & (DIGIT | UNMARKED) == DIGIT:
        at = before(line, at)
    counts[CUT_LINES] += cut
    counts[ENDED_LINES] += ended
    counts[JUDGED_LINES] += ended or not kind_before(line, at) & UNMARKED


cdef bint _is_ended(const Text* line) noexcept:
    """Whether a mark that ends a sentence, closers and notes stand at the end."""
    cdef Py_ssize_t at = line.end, first
    cdef uint32_t kind
    while at > line.start and line.data[at - 1] == c"]":
        first = _back(line, at - 1, DIGIT)
        if first == at - 1 or first == line.start or line.data[first - 1] != c"[":
            break
        at = first - 1
    at = _back(line, at, CLOSER | BLANK)
    if at == line.start:
        return False
    if line.data[at - 1] == c"." or line.data[at - 1] == c"!" or line.data[at - 1] == c"?":
        return True
    if line.data[at - 1] == c"|" and kind_before(line, at - 1) & BLANK and at - 1 > line.start:
        return kind_before(line, before(line, at - 1)) & DANDA != 0
    return kind_before(line, at) & TERMINAL != 0 or _is_own_mark(line, at)


cdef inline Py_ssize_t _back(const Text* text, Py_ssize_t at, uint32_t flags) noexcept:
    """Where the characters with one of some flags start that end at a byte."""
    while at > text.start and kind_before(text, at) & flags:
        at = before(text, at)
    return at
