"""Shapes of lines, measured in passes over UTF-8, and the layouts that they tell."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport count_points, point_at, start_before, width_of

# What a character is, bit by bit, by the bits of `shape.SIGNS`.
cdef enum:
    BLANK = 1
    CLOSER = 2
    END = 4
    WIDE = 8
    COMMA = 16
    SEPARATOR = 32
    LABEL = 64

cdef enum:
    # The least byte that characters of dense scripts begin with.
    FIRST_WIDE = 0xE1
    # That of separators.
    LEAST_SCORE = -225


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


def measure_points(const uint8_t[::1] data, const int32_t[::1] offsets, int32_t[::1] points):
    """Write how many code points each text has, blanks at its ends too."""
    cdef Py_ssize_t line
    for line in range(points.shape[0]):
        points[line] = <int32_t>count_points(data, offsets[line], offsets[line + 1])


def measure(
    const uint8_t[::1] data,
    const int32_t[::1] offsets,
    const int32_t[::1] points,
    const uint8_t[::1] signs,
    int32_t[::1] lengths,
    int32_t[::1] widths,
    uint8_t[::1] ended,
):
    """Write of each text, without blanks at its ends, the code points, the width and whether it ends as a sentence
    does, given its `points`, those of the blanks too; `signs` tells what each code point below 0x10000 is."""
    cdef Py_ssize_t line, start, end
    cdef Span core
    for line in range(lengths.shape[0]):
        start, end = offsets[line], offsets[line + 1]
        core = core_of(data, start, end, signs)
        ended[line] = ends_as_sentence(data, core, signs)
        lengths[line] = widths[line] = <int32_t>(core.end - core.start)
        if points[line] < end - start:
            lengths[line] = points[line] - <int32_t>(
                count_points(data, start, core.start) + count_points(data, core.end, end)
            )
            widths[line] = lengths[line] + 2 * wide_of(data, core, signs)


cdef inline int is_sign(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] signs, int wanted) noexcept nogil:
    cdef uint32_t point = point_at(data, at)
    return point < <uint32_t>signs.shape[0] and signs[point] & wanted


cdef inline Span core_of(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] signs
) noexcept nogil:
    """A text without blanks at its ends."""
    cdef Span core
    while start < end and is_sign(data, start, signs, BLANK):
        start += width_of(data[start])
    while start < end and is_sign(data, start_before(&data[0], end), signs, BLANK):
        end = start_before(&data[0], end)
    core.start, core.end = start, end
    return core


cdef inline bint ends_as_sentence(const uint8_t[::1] data, Span core, const uint8_t[::1] signs) noexcept nogil:
    """See `layout.ends_as_sentence`."""
    cdef Py_ssize_t end = core.end
    while core.start < end and is_sign(data, start_before(&data[0], end), signs, CLOSER):
        end = start_before(&data[0], end)
    return core.start < end and is_sign(data, start_before(&data[0], end), signs, END) != 0


cdef int32_t wide_of(const uint8_t[::1] data, Span core, const uint8_t[::1] signs) noexcept nogil:
    """How many characters of dense scripts there are; their first bytes have the three highest bits."""
    cdef int32_t number = 0
    cdef Py_ssize_t at = core.start
    cdef uint64_t eight
    while at < core.end:
        if at + 8 <= core.end:
            memcpy(&eight, &data[at], 8)
            if eight & eight << 1 & eight << 2 & <uint64_t>0x8080808080808080 == 0:
                at += 8
                continue
        if data[at] >= FIRST_WIDE:
            number += is_sign(data, at, signs, WIDE) != 0
        at += 1
    return number


cdef class Lines:
    """Lines whose shapes are known, and what they say of the documents that they are of.

    `signs` tells what each code point below 0x10000 is, `leads` which bytes commas and separators begin with; the other
    arguments are those of `shape.searched` and `shape.LIMITS`.
    """

    cdef const uint8_t[::1] data, ended, prose, signs, leads, words
    cdef const int32_t[::1] offsets, lengths, widths, borders
    cdef const uint32_t[:, ::1] inside
    cdef uint32_t owning
    cdef int32_t long_length, most_length, ended_length, short_length, outer_length, signed_lines

    def __init__(
        self,
        const uint8_t[::1] data,
        const int32_t[::1] offsets,
        const int32_t[::1] lengths,
        const int32_t[::1] widths,
        const uint8_t[::1] ended,
        const uint8_t[::1] prose,
        const uint8_t[::1] signs,
        const uint8_t[::1] leads,
        words,
        limits,
    ):
        self.data, self.offsets, self.lengths, self.widths = data, offsets, lengths, widths
        self.ended, self.prose, self.signs, self.leads = ended, prose, signs, leads
        self.words, self.borders, self.inside, self.owning = words
        self.long_length, self.most_length, self.ended_length = limits[:3]
        self.short_length, self.outer_length, self.signed_lines = limits[3:]

    def read_scores(self, const int64_t[::1] lines, int32_t[::1] scores):
        """Write what `layout.score_of` says of some lines."""
        cdef Py_ssize_t at
        for at in range(lines.shape[0]):
            scores[at] = self._score_of(lines[at])

    def find_pages(
        self, const int32_t[::1] codes, const int32_t[::1] borders, int32_t[::1] own, uint8_t[::1] pages
    ):
        """Write which documents are whole pages, as `layout.layout_of` says: each has the lines that are numbered
        between two of the `borders` of `codes`. There is room for those of the longest in `own`."""
        cdef Py_ssize_t row, at, count
        for row in range(pages.shape[0]):
            count = 0
            for at in range(borders[row], borders[row + 1]):
                if self.lengths[codes[at]]:
                    own[count] = codes[at]
                    count += 1
            pages[row] = self._is_page(own, count)

    cdef bint _is_page(self, const int32_t[::1] own, Py_ssize_t count) noexcept nogil:
        """Whether so many lines, none of them blank, are those of a whole page."""
        cdef Py_ssize_t at, above = count, below = count, short = 0, prose = 0, outside
        cdef bint busy
        for at in range(count):
            short += self._is_bare(own[at])
            if self.prose[own[at]]:
                if prose == 0:
                    above = at
                below = count - 1 - at
                prose += 1
        if above and below and above + below >= 45 and 10 * short >= 3 * count:
            return True
        if 100 * short < 15 * count or max(above + below, count - prose) < 10:
            return False
        busy = above + below >= 10 and 4 * short >= count
        outside = self._furnished(own, 0, above) + self._furnished(own, count - below, count)
        if outside and (above >= 12 and below >= 1 and prose > 3 or above >= 8 and below >= 7):
            return True
        if busy and outside >= 2 or (busy or outside >= 2) and self._is_signed(own, count):
            return True
        return self._stands_around(own, count)

    cdef bint _stands_around(self, const int32_t[::1] own, Py_ssize_t count) noexcept nogil:
        """See `layout._around_article`."""
        cdef Py_ssize_t at, first = 0, start = 0, past = 0, above = 0, below = 0, bare = 0
        cdef int64_t total = 0, best = 0
        if self._opens_article(own, count):
            return False
        for at in range(count):
            if total <= 0:
                first, total = at, 0
            total += self._score_of(own[at])
            if total > best:
                start, past, best = first, at + 1, total
        for at in range(count):
            if (at < start or at >= past) and not self.prose[own[at]]:
                above += at < start
                below += at >= past
                bare += self._is_bare(own[at])
        if min(above, below) < 3 or above + below < 10 or 100 * bare < 15 * count:
            return False
        if self._is_signed(own, count):
            return True
        return self._furnished(own, 0, start) + self._furnished(own, past, count) >= 3

    cdef bint _opens_article(self, const int32_t[::1] own, Py_ssize_t count) noexcept nogil:
        """Whether fewer than three lines that are no prose can stand above the stretch of greatest score, told without
        reading a line: it begins with the first wide line or above it if, whatever is in the others, no sum of scores
        from that line on falls to 0."""
        cdef Py_ssize_t at = 0, above = 0
        cdef int64_t total = 0
        while at < count and self.widths[own[at]] < self.long_length:
            above += not self.prose[own[at]]
            at += 1
        if at == count or above >= 3:
            return False
        for at in range(at, count):
            total += self._score_of(own[at]) if self.widths[own[at]] >= self.long_length else LEAST_SCORE
            if total <= 0:
                return False
        return True

    cdef bint _is_signed(self, const int32_t[::1] own, Py_ssize_t count) noexcept nogil:
        cdef Py_ssize_t at
        for at in range(max(0, count - self.signed_lines), count):
            if self._holds_word(own[at], self.owning):
                return True
        return False

    cdef Py_ssize_t _furnished(self, const int32_t[::1] own, Py_ssize_t first, Py_ssize_t past) noexcept nogil:
        """How many of the lines from the first to before the last are no prose, short, and hold what menus share."""
        cdef Py_ssize_t at, number = 0
        for at in range(first, past):
            if self.lengths[own[at]] <= self.outer_length and not self.prose[own[at]]:
                number += self._holds_word(own[at], <uint32_t>-1)
        return number

    cdef bint _is_bare(self, Py_ssize_t line) noexcept nogil:
        return self.widths[line] <= self.short_length and not self.ended[line]

    cdef int32_t _score_of(self, Py_ssize_t line) noexcept nogil:
        """See `layout.score_of`."""
        cdef Py_ssize_t at
        cdef int32_t width = self.widths[line], commas = 0
        cdef int sign
        if width < self.long_length:
            for at in range(self.offsets[line], self.offsets[line + 1]):
                if self.leads[self.data[at]]:
                    sign = is_sign(self.data, at, self.signs, COMMA | SEPARATOR)
                    if sign & SEPARATOR:
                        return LEAST_SCORE
                    commas += sign != 0
        if self.prose[line]:
            return 2 * min(width, self.most_length)
        if not self.lengths[line] or self.ended[line] and width >= self.ended_length:
            return 0
        if self._is_label(line):
            return -40
        return -75 if width < self.short_length else 50 * commas - 40

    cdef bint _is_label(self, Py_ssize_t line) noexcept nogil:
        """Whether a line that is not blank goes on behind its last character."""
        cdef Span core = core_of(self.data, self.offsets[line], self.offsets[line + 1], self.signs)
        return is_sign(self.data, start_before(&self.data[0], core.end), self.signs, LABEL) != 0

    cdef bint _holds_word(self, Py_ssize_t line, uint32_t asked) noexcept nogil:
        """Whether one of the words that are asked for, a bit a word, is in a line. ASCII letters know no case."""
        cdef Py_ssize_t at, word, end = self.offsets[line + 1]
        cdef uint32_t near
        for at in range(self.offsets[line], end):
            near = self.inside[0, self.data[at]] & asked
            if near and at + 2 < end:
                near &= self.inside[1, self.data[at + 1]] & self.inside[2, self.data[at + 2]]
            word = 0
            while near:
                if near & 1 and self._stands(word, at, end):
                    return True
                near >>= 1
                word += 1
        return False

    cdef bint _stands(self, Py_ssize_t word, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
        """Whether a word begins at a byte, and ends before the `end` or there."""
        cdef Py_ssize_t of_word
        if self.borders[word + 1] - self.borders[word] > end - at:
            return False
        for of_word in range(self.borders[word], self.borders[word + 1]):
            if small(self.data[at]) != self.words[of_word]:
                return False
            at += 1
        return True


cdef inline uint8_t small(uint8_t byte) noexcept nogil:
    return byte | 0x20 if <uint8_t>(byte - 65) < 26 else byte
