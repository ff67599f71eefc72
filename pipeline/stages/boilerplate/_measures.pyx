"""Measures of single lines, counted over UTF-8."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memset

from pipeline.document.layout import PROSE_LENGTH
from pipeline.document.utf8 cimport are_ascii, point_at, width_of
from pipeline.stages.boilerplate.kinds cimport (
    BULLET, CAPITALISED, CAPITALS, CASED, CASELESS, CLOSER, COLON, COLONS, COMMA, COMMAS, DIGIT, DIGITS, END,
    FIRST_SIGN, IS_BULLET, KINDS, LAST_SIGN, LETTERS, LOWER, MARK, OTHER, POINT, POINTS, SENTENCE, SENTENCE_ENDS,
    SEPARATOR, SEPARATORS, SHORT_WORDS, SPACE, SYMBOLS, UNSPACED, UPPER, WIDE, WIDTH, WORD_LENGTH, WORDS,
)

cdef enum:
    UNKNOWN = 0xFF
    # Letters of the longest short word: running text is full of them.
    SHORT_WORD = 3
    # The greatest number that a measure gives.
    MOST = 32_767
    # Characters whose words are counted at once, in single bytes, so that they are by vectors.
    BLOCK = 240
    VECTOR = 16
    # Blanks before and behind the kinds of a line.
    BEFORE = 1
    BEHIND = VECTOR + SHORT_WORD

ROOM = BEFORE + BEHIND
"""Bytes that `measure_lines` needs beside those of the longest line."""

cdef Py_ssize_t PROSE = PROSE_LENGTH


cdef struct Counts:
    int32_t[KINDS] of_kind
    int32_t small
    int32_t capital
    int32_t caseless
    int32_t short


def measure_lines(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int64_t[::1] lines,
    uint8_t[::1] known,
    kind_of,
    uint8_t[::1] room,
    int16_t[:, ::1] measures,
):
    """Write the measures of those `lines` of UTF-8 into the rows of `measures`; all are 0 where a line is blank.

    `known` holds the kinds of code points, as `kind_of` tells and is noted here when one is met first; `room` is as
    long as the longest line and ROOM together.
    """
    cdef Py_ssize_t row, length, at, some
    cdef uint8_t* kinds
    cdef Counts counts
    for row in range(lines.shape[0]):
        kinds = &room[BEFORE]
        length = read_kinds(data, offsets[lines[row]], offsets[lines[row] + 1], known, kind_of, kinds)
        while length and kinds[0] == SPACE:
            kinds += 1
            length -= 1
        while length and kinds[length - 1] == SPACE:
            length -= 1
        memset(&counts, 0, sizeof(Counts))
        if not length:
            memset(&measures[row, 0], 0, measures.shape[1] * sizeof(int16_t))
            continue
        at = 0
        while at < length:
            some = min(length - at, BLOCK)
            count_words(&counts, kinds + at, some)
            count_kinds(&counts, kinds + at, some)
            count_signs(&counts, kinds + at, some)
            at += BLOCK
        write_measures(&counts, kinds, length, &measures[row, 0])


cdef Py_ssize_t read_kinds(
    const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, uint8_t[::1] known, kind_of, uint8_t* kinds
) except -1:
    """Write the kinds of the characters between two bytes, with blanks around them; return how many they are."""
    cdef const uint8_t* text = &data[0]
    cdef const uint8_t* of_code = &known[0]
    cdef Py_ssize_t length = 0, k
    cdef uint32_t point, last = known.shape[0] - 1
    while at < end:
        while at + 8 <= end and are_ascii(text + at):
            for k in range(8):
                kinds[length + k] = of_code[text[at + k]]
            at += 8
            length += 8
        if at == end:
            break
        point = min(point_at(data, at), last)
        at += width_of(data[at])
        if of_code[point] == UNKNOWN:
            known[point] = kind_of(point)
        kinds[length] = of_code[point]
        length += 1
    kinds[-BEFORE] = SPACE
    memset(kinds + length, SPACE, BEHIND)
    return length


cdef void count_words(Counts* counts, const uint8_t* kinds, Py_ssize_t length) noexcept nogil:
    """Add the words of at most BLOCK characters; behind the last of a line are blanks, for some more are read."""
    cdef Py_ssize_t at
    cdef uint8_t opens, is_long, small = 0, capital = 0, caseless = 0, short = 0
    for at in range((length + VECTOR - 1) // VECTOR * VECTOR):
        opens = is_letter(kinds[at]) & (is_letter(kinds[at - 1]) ^ 1)
        is_long = is_letter(kinds[at + 1]) & is_letter(kinds[at + 2]) & is_letter(kinds[at + 3])
        small += opens & (kinds[at] == LOWER)
        capital += opens & (kinds[at] == UPPER)
        caseless += opens & (kinds[at] == CASELESS)
        short += opens & (kinds[at] == LOWER) & (is_long ^ 1)
    counts.small += small
    counts.capital += capital
    counts.caseless += caseless
    counts.short += short


cdef void count_kinds(Counts* counts, const uint8_t* kinds, Py_ssize_t length) noexcept nogil:
    """Add the characters of each kind among at most BLOCK."""
    cdef Py_ssize_t at
    cdef uint8_t lower = 0, upper = 0, caseless = 0, mark = 0, wide = 0, unspaced = 0, digit = 0
    for at in range((length + VECTOR - 1) // VECTOR * VECTOR):
        lower += kinds[at] == LOWER
        upper += kinds[at] == UPPER
        caseless += kinds[at] == CASELESS
        mark += kinds[at] == MARK
        wide += kinds[at] == WIDE
        unspaced += kinds[at] == UNSPACED
        digit += kinds[at] == DIGIT
    counts.of_kind[LOWER] += lower
    counts.of_kind[UPPER] += upper
    counts.of_kind[CASELESS] += caseless
    counts.of_kind[MARK] += mark
    counts.of_kind[WIDE] += wide
    counts.of_kind[UNSPACED] += unspaced
    counts.of_kind[DIGIT] += digit


cdef void count_signs(Counts* counts, const uint8_t* kinds, Py_ssize_t length) noexcept nogil:
    """As `count_kinds`, of the kinds that bullets may be of."""
    cdef Py_ssize_t at
    cdef uint8_t kind, end = 0, comma = 0, closer = 0, separator = 0, colon = 0, point = 0, other = 0
    for at in range((length + VECTOR - 1) // VECTOR * VECTOR):
        kind = kinds[at] & (KINDS - 1)
        end += kind == END
        comma += kind == COMMA
        closer += kind == CLOSER
        separator += kind == SEPARATOR
        colon += kind == COLON
        point += kind == POINT
        other += kind == OTHER
    counts.of_kind[END] += end
    counts.of_kind[COMMA] += comma
    counts.of_kind[CLOSER] += closer
    counts.of_kind[SEPARATOR] += separator
    counts.of_kind[COLON] += colon
    counts.of_kind[POINT] += point
    counts.of_kind[OTHER] += other


cdef inline uint8_t is_letter(uint8_t kind) noexcept nogil:
    """Whether words between blanks are of the kind."""
    return <uint8_t>(kind - LOWER) < MARK


cdef void write_measures(Counts* counts, const uint8_t* kinds, Py_ssize_t length, int16_t* measures) noexcept nogil:
    cdef int32_t* of_kind = counts.of_kind
    cdef int64_t wide = of_kind[WIDE], unspaced = of_kind[UNSPACED], width = length + 2 * wide
    cdef int64_t upper = of_kind[UPPER], cased = upper + of_kind[LOWER]
    cdef int64_t letters = cased + of_kind[CASELESS] + of_kind[MARK] + wide + unspaced
    cdef int64_t words = counts.small + counts.capital + counts.caseless + (wide + 1) // 2 + (unspaced + 3) // 4
    cdef int last = last_kind(kinds, length)
    measures[WIDTH] = min(width, MOST)
    measures[WORDS] = min(words, MOST)
    measures[CAPITALISED] = share(counts.capital, counts.small + counts.capital)
    measures[CAPITALS] = share(upper, cased)
    measures[SHORT_WORDS] = min(counts.short, MOST)
    measures[WORD_LENGTH] = min(100 * letters // max(words, 1), MOST)
    measures[DIGITS] = share(of_kind[DIGIT], length)
    measures[SENTENCE_ENDS] = min(of_kind[END], MOST)
    measures[COMMAS] = min(of_kind[COMMA], MOST)
    measures[COLONS] = min(of_kind[COLON], MOST)
    measures[SEPARATORS] = min(of_kind[SEPARATOR], MOST)
    measures[SYMBOLS] = share(of_kind[OTHER], length)
    measures[POINTS] = share(of_kind[POINT] + of_kind[CLOSER], length)
    measures[FIRST_SIGN] = kinds[0] % KINDS
    measures[LAST_SIGN] = last
    measures[SENTENCE] = last == END or 2 * unspaced > letters and width >= PROSE
    measures[IS_BULLET] = kinds[0] >= BULLET
    measures[LETTERS] = min(letters, MOST)
    measures[CASED] = min(cased, MOST)


cdef int last_kind(const uint8_t* kinds, Py_ssize_t length) noexcept nogil:
    """The kind of a line's last character, up to three closing quotes, brackets and blanks aside."""
    cdef Py_ssize_t last = length - 1
    cdef int _
    for _ in range(3):
        if last and (kinds[last] % KINDS == CLOSER or kinds[last] == SPACE):
            last -= 1
    return kinds[last] % KINDS


cdef inline int16_t share(int64_t part, int64_t whole) noexcept nogil:
    """`part` of `whole` in thousandths; -1 where there is no whole."""
    return -1 if not whole else 0 if not part else <int16_t>(1000 * part // whole)
