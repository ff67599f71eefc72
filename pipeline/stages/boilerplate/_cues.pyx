"""Cues found in lines: each line is folded and read once, however many cues there are."""

from cpython.unicode cimport Py_UNICODE_ISALPHA, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISNUMERIC, Py_UNICODE_TOLOWER
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

import numpy as np

from pipeline.document.utf8 cimport point_at, width_of

cdef enum:
    LONG = 4  # Bytes by which cues are looked up; shorter ones by their first.
    SLOTS = 1 << 14
    PAIRS = 1 << 16
    NONE = -1
    ROOM = 1 << 16
    ANY = 0b11  # Of what classes any line is. Others by their places in `cues.CLASSES`:
    DIGIT = 2
    COUNT = 3
    NUMBERS = 4
    DATE = 5
    SYMBOL = 6
    CLASSES = 7
    # What stands between the last digit and here; what may join the numbers of a date comes last.
    OTHER = 0
    NOTHING = 1
    BLANK = 2
    JOINT = 3
    JOINT_BLANK = 4


def lower_all(uint32_t[::1] points):
    """Set each number to the lower case of the code point that is its place."""
    cdef Py_ssize_t code
    for code in range(points.shape[0]):
        points[code] = Py_UNICODE_TOLOWER(<Py_UCS4> code)


# Eight bytes at once: added to those of plain ASCII the highest bit tells which are `A` or more, and more than `Z`.
cdef uint64_t HIGH_BITS = 0x8080808080808080
cdef uint64_t PAST_A = 0x3F3F3F3F3F3F3F3F
cdef uint64_t PAST_Z = 0x2525252525252525


cdef inline uint32_t key_of(const uint8_t *text) noexcept:
    cdef uint32_t key
    memcpy(&key, text, LONG)
    return key


cdef inline uint32_t slot_of(uint32_t key) noexcept:
    return key * <uint32_t> 0x9E3779B1 >> 18


cdef inline uint32_t pair_of(const uint8_t *text) noexcept:
    return <uint32_t> text[0] << 8 | text[1]


cdef inline uint8_t step_of(int32_t length) noexcept:
    """Steps of length, such as fit a byte: a longer line is on no lower one."""
    return 255 if length > 1000 else <uint8_t> (length + 3 >> 2)


cdef inline bint is_word_byte(uint8_t byte) noexcept:
    """Whether RE2 sees no border of a word between a letter and such a byte of a folded text."""
    return <uint8_t> (byte - 97) < 26 or <uint8_t> (byte - 48) < 10 or byte == 95


cdef inline bint is_word(const uint8_t *text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t size) noexcept:
    """Whether the letters from start to end are a whole word."""
    return not (start and is_word_byte(text[start - 1])) and (end == size or not is_word_byte(text[end]))


cdef inline bint has_case(uint8_t lead) noexcept:
    """Whether characters that begin with such a byte may have a lower case."""
    return lead < 0xD8 or lead == 0xE1 or lead == 0xE2 or lead == 0xEA or lead >= 0xEF


cdef inline Py_ssize_t write_point(uint8_t *text, uint32_t point) noexcept:
    """Write a code point as UTF-8; returns its bytes."""
    if point < 0x80:
        text[0] = <uint8_t> point
        return 1
    if point < 0x800:
        text[0] = <uint8_t> (0xC0 | point >> 6)
        text[1] = <uint8_t> (0x80 | point & 0x3F)
        return 2
    if point < 0x10000:
        text[0] = <uint8_t> (0xE0 | point >> 12)
        text[1] = <uint8_t> (0x80 | point >> 6 & 0x3F)
        text[2] = <uint8_t> (0x80 | point & 0x3F)
        return 3
    text[0] = <uint8_t> (0xF0 | point >> 18)
    text[1] = <uint8_t> (0x80 | point >> 12 & 0x3F)
    text[2] = <uint8_t> (0x80 | point >> 6 & 0x3F)
    text[3] = <uint8_t> (0x80 | point & 0x3F)
    return 4


cdef Py_ssize_t fold_line(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint32_t[::1] points, uint8_t *folded, bint *is_odd
) noexcept:
    """Write a line without its case, which takes at most twice its bytes; returns how many. `is_odd` says whether a
    character beyond ASCII became a letter of ASCII."""
    cdef Py_ssize_t at = start, size = 0, width
    cdef uint64_t eight
    cdef uint32_t point
    cdef uint8_t byte
    is_odd[0] = False
    while at < end:
        while at + 8 <= end:
            memcpy(&eight, &data[at], 8)
            if eight & HIGH_BITS:
                break
            eight |= (eight + PAST_A & ~(eight + PAST_Z) & HIGH_BITS) >> 2
            memcpy(folded + size, &eight, 8)
            at += 8
            size += 8
        if at == end:
            break
        byte = data[at]
        if byte < 0x80:
            folded[size] = byte | 0x20 if <uint8_t> (byte - 65) < 26 else byte
            at += 1
            size += 1
            continue
        width = width_of(byte)
        if has_case(byte):
            point = point_at(data, at)
            if point < <uint32_t> points.shape[0]:
                point = points[point]
            is_odd[0] |= point < 0x80
            size += write_point(folded + size, point)
        else:
            memcpy(folded + size, &data[at], width)
            size += width
        at += width
    return size


cdef inline bint may_be_digit(uint32_t point) noexcept:
    """Whether a code point beyond ASCII lies where scripts have digits of their own."""
    return 0x660 <= point < 0x2000 or point >= 0xA620 and not 0xAC00 <= point < 0xFF10


cdef uint32_t classes_of(const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end) noexcept:
    """The classes that a line is of: one bit each."""
    cdef Py_ssize_t at = start
    cdef uint32_t point
    cdef int32_t digits = 0, either = 0, run = 0, gap = OTHER
    cdef bint has_letter = False, has_latin = False, is_plain = True, is_sign = True, is_dated = False
    cdef bint is_linked = False, is_digit, is_letter
    while at < end:
        point = point_at(data, at)
        at += width_of(data[at])
        if point < 0x80:
            is_digit = point - 48 < 10
            is_letter = (point | 0x20) - 97 < 26
            has_latin |= is_letter
            is_sign &= not (is_digit or is_letter)
            # No punctuation but that of abbreviations.
            is_plain &= is_digit or is_letter or point <= 32 or point - 39 < 4 or point - 45 < 2 or point == 127
        else:
            is_digit = may_be_digit(point) and Py_UNICODE_ISDECIMAL(point)
            is_letter = True
            is_sign = is_sign and not (Py_UNICODE_ISALPHA(point) or Py_UNICODE_ISNUMERIC(point))
        has_letter |= is_letter
        digits += is_digit
        either += is_digit or is_letter
        if is_digit:
            if gap == NOTHING:
                run += 1
                is_dated |= run >= 4
            else:
                is_dated |= is_linked and gap >= JOINT and run <= 2
                is_linked = gap >= JOINT
                run = 1
            gap = NOTHING
        elif point == 32:
            gap = BLANK if gap == NOTHING else JOINT_BLANK if gap == JOINT else OTHER
        elif point - 45 < 3 or point == 0x2013:
            gap = JOINT if gap == NOTHING or gap == BLANK else OTHER
        else:
            gap = OTHER
    return (
        ANY
        | (digits > 0) << DIGIT
        | (is_plain and has_letter and digits > 0 and either > 1) << COUNT
        | (digits > 0 and not has_latin) << NUMBERS
        | is_dated << DATE
        | is_sign << SYMBOL
    )


cdef class Finder:
    """What is looked for in the lines of one language.

    Cue `i` is `text[bounds[i] : bounds[i + 1]]`, folded; `words` says whether it must be a word, and it is a cue of the
    rules `rules[starts[i] : starts[i + 1]]`. `classes` names for each class of lines the cue that it stands for, or -1.
    Rule by rule, `longest` and `places` are the length of the longest line that it looks at and bits of the places
    where it looks. `points` are code points in lower case.
    """

    cdef const uint8_t[::1] text, words, places
    cdef const int32_t[::1] bounds, starts, rules, longest, classes
    cdef const uint32_t[::1] points
    cdef uint8_t[::1] slot_steps, pair_steps
    cdef int32_t[::1] slot_heads, byte_heads, following
    cdef int32_t classes_longest

    def __init__(self, text, bounds, words, starts, rules, classes, longest, places, points):
        self.text, self.bounds, self.words, self.points = text, bounds, words, points
        self.starts, self.rules, self.classes, self.longest, self.places = starts, rules, classes, longest, places
        self.slot_steps, self.pair_steps = np.zeros(SLOTS, np.uint8), np.zeros(PAIRS, np.uint8)
        self.slot_heads, self.byte_heads = np.zeros(SLOTS, np.int32), np.zeros(256, np.int32)
        self.following = np.zeros(len(words), np.int32)
        self.classes_longest = 0
        cdef Py_ssize_t cue, number
        for cue in range(self.words.shape[0]):
            self.add(cue)
        for number in range(CLASSES):
            if self.classes[number] != NONE:
                self.classes_longest = max(self.classes_longest, self.longest_of(self.classes[number]))

    cdef int32_t longest_of(self, Py_ssize_t cue) noexcept:
        """The longest line that a rule of the cue looks at."""
        cdef int32_t longest = 0
        cdef Py_ssize_t at
        for at in range(self.starts[cue], self.starts[cue + 1]):
            longest = max(longest, self.longest[self.rules[at]])
        return longest

    cdef void add(self, Py_ssize_t cue) noexcept:
        """Let a cue be found by its first bytes."""
        cdef Py_ssize_t size = self.bounds[cue + 1] - self.bounds[cue]
        cdef uint8_t step = step_of(self.longest_of(cue))
        cdef const uint8_t *text
        cdef Py_ssize_t slot, first, last
        if not size:
            return
        text = &self.text[self.bounds[cue]]
        if size >= LONG:
            slot = slot_of(key_of(text))
            self.slot_steps[slot] = max(self.slot_steps[slot], step)
            self.following[cue] = self.slot_heads[slot]
            self.slot_heads[slot] = <int32_t> cue + 1
            return
        first = pair_of(text) if size > 1 else <Py_ssize_t> text[0] << 8
        last = first if size > 1 else first | 0xFF
        for slot in range(first, last + 1):
            self.pair_steps[slot] = max(self.pair_steps[slot], step)
        self.following[cue] = self.byte_heads[text[0]]
        self.byte_heads[text[0]] = <int32_t> cue + 1

    def find(self, const uint8_t[::1] data, const int32_t[::1] offsets, const int32_t[::1] own, lengths, stands):
        """The pairs of lines and rules whose cues they hold, as two arrays, in the order of `own`, then of rules.

        `own` names lines, some of them more than once, those of `data` between two `offsets`; of every line `lengths`
        are the code points, `stands` bits of the places where it stands.
        """
        cdef const int32_t[::1] of_lines = lengths
        cdef const uint8_t[::1] at_places = stands
        cdef Py_ssize_t count = self.longest.shape[0], held = 0, longest = 0, number, line, rule, start, end
        cdef uint64_t[::1] marks = np.zeros(count // 64 + 1, np.uint64)
        cdef int32_t[::1] lines = np.empty(ROOM + count, np.int32), rules = np.empty(ROOM + count, np.int32)
        cdef uint8_t[::1] seen = np.zeros(offsets.shape[0], np.uint8)
        for number in range(own.shape[0]):
            longest = max(longest, offsets[own[number] + 1] - offsets[own[number]])
        cdef uint8_t[::1] folded = np.empty(2 * longest + LONG, np.uint8)
        for number in range(own.shape[0]):
            line = own[number]
            start, end = offsets[line], offsets[line + 1]
            if seen[line]:
                continue
            seen[line] = True
            if start == end or not self.mark(data, start, end, of_lines[line], at_places[line], &folded[0], &marks[0]):
                continue
            if held + count > lines.shape[0]:
                lines, rules = np.resize(lines, 2 * held + count), np.resize(rules, 2 * held + count)
            for rule in range(count):
                if marks[rule >> 6] >> (rule & 63) & 1:
                    lines[held], rules[held] = <int32_t> line, <int32_t> rule
                    held += 1
            memset(&marks[0], 0, marks.shape[0] * sizeof(uint64_t))
        return np.asarray(lines[:held]), np.asarray(rules[:held])

    cdef bint mark(
        self,
        const uint8_t[::1] data,
        Py_ssize_t start,
        Py_ssize_t end,
        int32_t length,
        uint8_t stands,
        uint8_t *text,
        uint64_t *marks,
    ) noexcept:
        """Mark the rules whose cues a line holds, with room for it as it is folded; returns whether there are any."""
        cdef uint32_t classes, slot
        cdef Py_ssize_t number, at, size
        cdef uint8_t step = step_of(length)
        cdef const uint8_t *slot_steps = &self.slot_steps[0]
        cdef const uint8_t *pair_steps = &self.pair_steps[0]
        cdef bint is_any = False, is_odd = False
        if length <= self.classes_longest:
            classes = classes_of(data, start, end)
            for number in range(CLASSES):
                if classes >> number & 1 and self.classes[number] != NONE:
                    is_any |= self.take(self.classes[number], length, stands, marks)
        size = fold_line(data, start, end, self.points, text, &is_odd)
        memset(text + size, 0, LONG)
        for at in range(size):
            slot = slot_of(key_of(text + at))
            if slot_steps[slot] >= step:
                is_any |= self.follow(self.slot_heads[slot], text, at, size, is_odd, length, stands, marks)
            if pair_steps[pair_of(text + at)] >= step:
                is_any |= self.follow(self.byte_heads[text[at]], text, at, size, is_odd, length, stands, marks)
        return is_any

    cdef bint follow(
        self, Py_ssize_t number, const uint8_t *text, Py_ssize_t at, Py_ssize_t size, bint is_odd, int32_t length,
        uint8_t stands, uint64_t *marks,
    ) noexcept:
        """Mark the rules of the cues of a chain (by numbers from 1) that stand at a byte of a folded line; returns if
        there are any."""
        cdef Py_ssize_t cue, own
        cdef bint is_any = False
        while number:
            cue = number - 1
            own = self.bounds[cue + 1] - self.bounds[cue]
            if at + own <= size and not memcmp(&self.text[self.bounds[cue]], text + at, own):
                if not self.words[cue] or is_odd or is_word(text, at, at + own, size):
                    is_any |= self.take(cue, length, stands, marks)
            number = self.following[cue]
        return is_any

    cdef inline bint take(self, Py_ssize_t cue, int32_t length, uint8_t stands, uint64_t *marks) noexcept:
        """Mark the rules of a cue that look at such a line; returns whether there are any."""
        cdef Py_ssize_t at, rule
        cdef bint is_any = False
        for at in range(self.starts[cue], self.starts[cue + 1]):
            rule = self.rules[at]
            if length <= self.longest[rule] and stands & self.places[rule]:
                marks[rule >> 6] |= <uint64_t> 1 << (rule & 63)
                is_any = True
        return is_any
