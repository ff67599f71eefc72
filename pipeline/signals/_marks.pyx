"""Characters of UTF-8: which are of words, how many signs there are, where they end sentences and lines, and which
tokens more has to be asked about."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from pipeline.document.bits cimport add, lowest, remove, size_of
from pipeline.document.utf8 cimport point_of
from pipeline.signals._counts cimport (
    CHARACTERS, COLUMNS, CURLY_BRACKETS, CUT_LINES, DIGITS, ELLIPSES, ENDED_LINES, HASH_SIGNS, JUDGED_LINES,
    LINES, SENTENCES
)
from pipeline.signals._kinds cimport (
    APART, ARMENIAN, BLANK, CLOSER, DANDA, DIGIT, DIGIT_JOINER, ETHIOPIC, GREEK, KNOWN, LETTER, LETTER_JOINER,
    OPENER, SIGN, TERMINAL, UNMARKED, WORD, Text, after, before, kind_at, kind_before, take_kind
)
from pipeline.signals._tokens cimport is_unsure, put_token

cdef enum:
    TAIL = 24  # characters that are looked at around the end of a sentence and at the end of a line
    ELLIPSIS = 0x2026
    WORDSPACE = 0x1361

# Where the table of bytes has the bit that says what one is: a letter or digit of ASCII, a digit of it, the first one of
# a character that is looked at, a sign that is nothing but a joiner. Sixteen bytes in a row have room between them.
cdef enum:
    PLAIN = 0
    NUMERAL = 16
    LOOKED_AT = 32
    JOINER = 48


# Where the last mark beyond ASCII and the last full stop ended, and how many stops stood there, of three.
cdef struct Last:
    Py_ssize_t terminal
    Py_ssize_t dot
    Py_ssize_t dots


# Of 64 bytes, those that are plain, numerals or looked at.
cdef struct Block:
    uint64_t plain
    uint64_t numerals
    uint64_t looked_at


def count_marks(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const uint32_t[::1] kinds,
    read_page,
    int32_t[:, ::1] tokens,
    uint64_t[:, ::1] words,
    int64_t[:, ::1] counts,
):
    """Count the characters, digits, signs and sentences of the texts that stand between `bounds`. Write, as two sets of
    bytes, those of words and those at which one begins though another ends there: a word is letters, marks and digits,
    and signs that join two of them; Hangul is apart from other letters. Write where tokens start and end that only ICU
    divides into words, and say how many there are.

    Pages of `kinds` that are not known are read; a text that has a character of one is counted again."""
    cdef Py_ssize_t row, at, found = 0, known = 0
    cdef uint64_t[256] table
    cdef Text text = Text(&data[0], &kinds[0], 0, 0)
    for at in range(256):
        table[at] = <uint64_t>(at >= 0xC0) << LOOKED_AT
        if at < 0x80:
            table[at] = <uint64_t>(kinds[at] & WORD != 0) << PLAIN | <uint64_t>(kinds[at] & DIGIT != 0) << NUMERAL
            table[at] |= <uint64_t>(kinds[at] & (SIGN | APART) != 0) << LOOKED_AT
            if not kinds[at] & (SIGN | APART):
                table[at] |= <uint64_t>(kinds[at] & (LETTER_JOINER | DIGIT_JOINER) != 0) << JOINER
    for row in range(bounds.shape[0] - 1):
        text.start, text.end = bounds[row], bounds[row + 1]
        while not _count_marks(&text, table, read_page, tokens, &found, &words[0, 0], &words[1, 0], &counts[row, 0]):
            memset(&counts[row, 0], 0, COLUMNS * sizeof(int64_t))
            found = known
        known = found
    return found


cdef Block _block(const uint8_t* data, Py_ssize_t size, const uint64_t* table) noexcept:
    """What a table says of the first `size` of 64 bytes; a joiner is looked at where it may stand before a letter or a
    digit."""
    cdef Block block = Block(0, 0, 0)
    cdef uint64_t bits, joiners = 0
    cdef Py_ssize_t at, byte
    cdef uint8_t[64] part
    if size < 64:
        memset(part, c" ", 64)
        memcpy(part, data, size)
        data = part
    for at in range(0, 64, 16):
        bits = 0
        for byte in range(15, -1, -1):
            bits = 2 * bits + table[data[at + byte]]
        block.plain |= (bits >> PLAIN & 0xFFFF) << at
        block.numerals |= (bits >> NUMERAL & 0xFFFF) << at
        block.looked_at |= (bits >> LOOKED_AT & 0xFFFF) << at
        joiners |= (bits >> JOINER & 0xFFFF) << at
    block.looked_at |= joiners & ((block.plain | block.looked_at) >> 1 | <uint64_t>1 << (size - 1))
    return block


cdef bint _count_marks(
    const Text* text,
    const uint64_t* table,
    read_page,
    int32_t[:, ::1] tokens,
    Py_ssize_t* found,
    uint64_t* words,
    uint64_t* cuts,
    int64_t* counts,
) except -1:
    """Count the marks of a text and put its words into the sets; returns whether all of its characters were known."""
    cdef bint known = True
    cdef Py_ssize_t first = text.start, past, start, end, token = -1, followers = 0
    cdef uint32_t kind
    cdef Block block
    cdef Last last = Last(-1, -1, 0)
    while first < text.end:
        past = min((first | 63) + 1, text.end)
        block = _block(text.data + first, past - first, table)
        words[first >> 6] |= block.plain << (first & 63)
        counts[DIGITS] += size_of(block.numerals)
        while block.looked_at:
            start = end = first + lowest(block.looked_at)
            block.looked_at &= block.looked_at - 1
            kind = take_kind(text, &end)
            followers += end - start - 1
            if not kind & KNOWN:
                read_page(point_of(text.data + start) >> 8)
                known = False
            if start >= token and is_unsure(text, start, end, kind):
                token = put_token(text, start, tokens, found)
            if kind & WORD or (kind & (LETTER_JOINER | DIGIT_JOINER) and _joins(text, start, end, kind)):
                add(words, start, end)
            if kind & (WORD | APART) == (WORD | APART):
                _cut(text, start, end, cuts)
            if kind & (DIGIT | TERMINAL | SIGN):
                _count_mark(text, start, end, kind, &last, counts)
        first = past
    counts[CHARACTERS] = text.end - text.start - followers
    return known


cdef inline bint _joins(const Text* text, Py_ssize_t start, Py_ssize_t end, uint32_t sign) noexcept:
    """Whether a sign that may join two letters or two digits stands between such ones."""
    cdef uint32_t both = kind_at(text, end)
    if not both & (LETTER | DIGIT) or both & APART or kind_before(text, start) & APART:
        return False
    both &= kind_before(text, start)
    return (sign & LETTER_JOINER and both & LETTER) or (sign & DIGIT_JOINER and both & DIGIT)


cdef void _cut(const Text* text, Py_ssize_t start, Py_ssize_t end, uint64_t* cuts) noexcept:
    """Cut Hangul off from another letter on either side."""
    if kind_before(text, start) & (WORD | APART) == WORD:
        add(cuts, start, start + 1)
    if kind_at(text, end) & (WORD | APART) == WORD:
        add(cuts, end, end + 1)


cdef void _count_mark(
    const Text* text, Py_ssize_t start, Py_ssize_t end, uint32_t kind, Last* last, int64_t* counts
) noexcept:
    """Count a character if it is a digit, a sign that is counted, or ends a sentence."""
    cdef uint32_t point = point_of(text.data + start)
    if kind & DIGIT:
        counts[DIGITS] += 1
    elif kind & TERMINAL:
        counts[SENTENCES] += start != last.terminal
        last.terminal = end
    elif point == c"#":
        counts[HASH_SIGNS] += 1
    elif point == c"{" or point == c"}":
        counts[CURLY_BRACKETS] += 1
    elif point == ELLIPSIS:
        counts[ELLIPSES] += 1
    elif point == c"." or point == c"!" or point == c"?":
        counts[SENTENCES] += _ends_sentence(text, start)
        if point == c".":
            last.dots = last.dots % 3 + 1 if start == last.dot else 1
            counts[ELLIPSES] += last.dots == 3
            last.dot = end
    else:
        counts[SENTENCES] += _is_own_mark(text, end) and _is_closed(text, end)


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


def put_words(const int32_t[:, ::1] tokens, const int32_t[:, ::1] divided, uint64_t[:, ::1] words):
    """Put the words of tokens that were divided elsewhere in the place of those that neighbours tell (`count_marks`),
    given where both start and end."""
    cdef Py_ssize_t at, end = -1
    for at in range(tokens.shape[1]):
        remove(&words[0, 0], tokens[0, at], tokens[1, at])
        remove(&words[1, 0], tokens[0, at], tokens[1, at])
    for at in range(divided.shape[1]):
        add(&words[0, 0], divided[0, at], divided[1, at])
        if divided[0, at] == end:
            add(&words[1, 0], end, end + 1)
        end = divided[1, at]


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
    cdef Py_ssize_t at
    cdef bint cut, ended
    if kind_before(line, line.end) & (LETTER | UNMARKED) == LETTER:
        counts[JUDGED_LINES] += 1
        return
    line.start = _tail_of(line)
    at = _back(line, line.end, CLOSER | BLANK)
    cut = _is_dot(line, at) and (line.data[at - 1] != c"." or _is_dot(line, at - 1))
    ended = not cut and _is_ended(line)
    while kind_before(line, at) & (DIGIT | UNMARKED) == DIGIT:
        at = before(line, at)
    counts[CUT_LINES] += cut
    counts[ENDED_LINES] += ended
    counts[JUDGED_LINES] += ended or not kind_before(line, at) & UNMARKED


cdef Py_ssize_t _tail_of(const Text* line) noexcept:
    """Where the last characters of a line start that are looked at."""
    cdef Py_ssize_t at = line.end, left = TAIL
    cdef uint64_t[3] bytes
    if at - line.start >= TAIL:
        memcpy(bytes, line.data + at - TAIL, TAIL)
        if not (bytes[0] | bytes[1] | bytes[2]) & <uint64_t>0x8080808080808080:
            return at - TAIL
    while left and at > line.start:
        at = before(line, at)
        left -= 1
    return at


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
