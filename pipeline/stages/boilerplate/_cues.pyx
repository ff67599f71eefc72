"""Cues found in lines: each line is folded and read once, however many cues there are."""

from cpython.unicode cimport Py_UNICODE_TOLOWER
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

import numpy as np

from pipeline.document.utf8 cimport point_of, width_of
from pipeline.stages.boilerplate.classes cimport ANY, CLASSES, OF_DIGITS, SYMBOL, digit_classes_of, holds_digit, is_sign

cdef enum:
    WORD = 8  # Bytes of a cue that are compared at once; what is beyond a line's end reads as nothing.
    LONG = 4  # Bytes by which cues are looked up; shorter ones by their first two.
    SLOTS = 1 << 14
    PAIRS = 1 << 16
    NONE = -1
    ROOM = 1 << 16
    BLOCK = 256  # Bytes of a line that are looked through at once.
    INNER = 1  # Where lines stand that stand in no head and no foot: the first of `cues.PLACES`.
    NEAR = 30  # The step, at 120 characters, up to which cues are many and short.


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


cdef inline uint16_t pair_of(const uint8_t *text) noexcept:
    cdef uint16_t pair
    memcpy(&pair, text, 2)
    return pair


cdef inline uint32_t slot_of(uint32_t key) noexcept:
    return key * <uint32_t> 0x9E3779B1 >> 18


cdef inline uint32_t bit_of(uint8_t byte) noexcept:
    """The bit that stands for a byte, by its last five bits, which tell letters apart."""
    return <uint32_t> 1 << (byte & 31)


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


cdef inline Py_ssize_t copy_point(uint8_t *text, const uint8_t *char, Py_ssize_t width) noexcept:
    """Write a character beyond ASCII of so many bytes; returns them."""
    text[0], text[1] = char[0], char[1]
    if width > 2:
        text[2] = char[2]
    if width > 3:
        text[3] = char[3]
    return width


cdef void raise_step(uint8_t *steps, uint8_t step, const uint8_t *text, Py_ssize_t size) noexcept:
    """Let what begins with a text of so many bytes be met in lines up to a step."""
    cdef uint8_t[2] pair
    cdef Py_ssize_t place, second
    if size >= LONG:
        place = slot_of(key_of(text))
        steps[place] = max(steps[place], step)
        return
    pair[0] = text[0]
    for second in range(256):
        pair[1] = <uint8_t> second
        if size == 1 or second == text[1]:
            place = SLOTS + pair_of(pair)
            steps[place] = max(steps[place], step)


cdef struct Line:
    # A line that is asked about: folded, with zeros behind it, its bytes, its code points, where it stands, whether a
    # character beyond ASCII became a letter of ASCII in it.
    uint8_t *text
    Py_ssize_t size
    int32_t length
    uint8_t stands
    bint is_odd
    # The rules that are found in it, how many, and of each rule whether it is among them.
    int32_t *rules
    Py_ssize_t count
    uint8_t *marks


cdef inline Py_ssize_t find_places(
    const Line *line, const uint8_t *steps, uint8_t step, Py_ssize_t first, Py_ssize_t stride, int32_t *places
) noexcept:
    """Write where in a block, at every byte or every second one, cues may begin; returns how many bytes that are. They
    are a few in a hundred, and no processor foresees which: so nothing branches on them."""
    cdef const uint8_t *text = line.text
    cdef Py_ssize_t at = first, past = min(first + BLOCK, line.size + 1), count = 0
    while at < past:
        places[count] = <int32_t> at
        count += (steps[slot_of(key_of(text + at))] >= step) | (steps[SLOTS + pair_of(text + at)] >= step)
        at += stride
    return count


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
    # Slot by slot, then pair by pair: the step of the longest line that a cue there is for, and bits of the bytes that
    # stand in cues behind those they are looked up by, first and second.
    cdef uint8_t[::1] steps
    cdef uint32_t[::1] nexts, seconds
    # The same steps for inner lines, of cues that begin at a byte or at the one before, and the step up to which they
    # are of no use.
    cdef uint8_t[::1] either
    cdef uint8_t near
    cdef int32_t[::1] heads, following
    cdef uint64_t[::1] beginnings, masks
    cdef int32_t[CLASSES] class_longest
    cdef uint8_t[CLASSES] class_places

    def __init__(self, text, bounds, words, starts, rules, classes, longest, places, points):
        self.text, self.bounds, self.words, self.points = text, bounds, words, points
        self.starts, self.rules, self.classes, self.longest, self.places = starts, rules, classes, longest, places
        self.steps, self.either = np.zeros(SLOTS + PAIRS, np.uint8), np.zeros(SLOTS + PAIRS, np.uint8)
        self.near = NEAR
        self.nexts, self.seconds = np.zeros(SLOTS + PAIRS, np.uint32), np.zeros(SLOTS + PAIRS, np.uint32)
        self.heads, self.following = np.zeros(SLOTS, np.int32), np.zeros(len(words), np.int32)
        self.beginnings, self.masks = np.zeros(len(words), np.uint64), np.zeros(len(words), np.uint64)
        cdef Py_ssize_t cue, number
        for cue in range(self.words.shape[0]):
            if self.bounds[cue] < self.bounds[cue + 1]:
                self.add(cue)
        for number in range(CLASSES):
            self.class_longest[number], self.class_places[number] = NONE, 0
            if self.classes[number] != NONE:
                self.class_longest[number] = self.longest_of(self.classes[number], 0xFF)
                self.class_places[number] = self.places_of(self.classes[number])

    cdef int32_t longest_of(self, Py_ssize_t cue, uint8_t places) noexcept:
        """The longest line that a rule of the cue looks at in some places."""
        cdef int32_t longest = 0
        cdef Py_ssize_t at
        for at in range(self.starts[cue], self.starts[cue + 1]):
            if self.places[self.rules[at]] & places:
                longest = max(longest, self.longest[self.rules[at]])
        return longest

    cdef uint8_t places_of(self, Py_ssize_t cue) noexcept:
        """Bits of the places where the rules of the cue look."""
        cdef uint8_t places = 0
        cdef Py_ssize_t at
        for at in range(self.starts[cue], self.starts[cue + 1]):
            places |= self.places[self.rules[at]]
        return places

    cdef void add(self, Py_ssize_t cue) noexcept:
        """Let a cue be found by its first bytes."""
        cdef const uint8_t *text = &self.text[self.bounds[cue]]
        cdef Py_ssize_t size = self.bounds[cue + 1] - self.bounds[cue], slot, second
        cdef uint8_t step = step_of(self.longest_of(cue, 0xFF)), inner = step_of(self.longest_of(cue, INNER))
        cdef uint8_t[2] pair
        memcpy(&self.beginnings[cue], text, min(size, WORD))
        memset(&self.masks[cue], 0xFF, min(size, WORD))
        if size >= LONG:
            slot = slot_of(key_of(text))
            self.admit(slot, step, text + LONG, size - LONG)
        elif size > 1:
            slot = slot_of(pair_of(text))
            self.admit(SLOTS + pair_of(text), step, text + 2, size - 2)
        else:
            slot = slot_of(text[0])
            pair[0] = text[0]
            for second in range(256):
                pair[1] = <uint8_t> second
                self.admit(SLOTS + pair_of(pair), step, text + 1, 0)
        if size == 1:
            self.near = max(self.near, inner)
        elif inner > NEAR:
            raise_step(&self.either[0], inner, text, size)
            raise_step(&self.either[0], inner, text + 1, size - 1)
        self.following[cue] = self.heads[slot]
        self.heads[slot] = <int32_t> cue + 1

    cdef void admit(self, Py_ssize_t place, uint8_t step, const uint8_t *rest, Py_ssize_t left) noexcept:
        """Let a slot or pair be that of a cue, of which so many bytes are left behind those it is looked up by."""
        self.steps[place] = max(self.steps[place], step)
        self.nexts[place] |= bit_of(rest[0]) if left > 0 else ~<uint32_t> 0
        self.seconds[place] |= bit_of(rest[1]) if left > 1 else ~<uint32_t> 0

    cdef inline bint admits(self, Py_ssize_t place, uint8_t step, const uint8_t *rest) noexcept:
        """Whether a cue of a slot or pair may stand in a line of such a step where the rest of the cue begins here."""
        cdef uint32_t both = self.nexts[place] >> (rest[0] & 31) & self.seconds[place] >> (rest[1] & 31)
        return (self.steps[place] >= step) & both

    def find(self, const uint8_t[::1] data, const int32_t[::1] offsets, const int32_t[::1] own, lengths, stands):
        """The pairs of lines and rules whose cues they hold, as two arrays, in the order of `own`.

        `own` names lines, some of them more than once, those of `data` between two `offsets`; of every line `lengths`
        are the code points, `stands` bits of the places where it stands.
        """
        cdef const int32_t[::1] of_lines = lengths
        cdef const uint8_t[::1] at_places = stands
        cdef Py_ssize_t count = self.longest.shape[0], held = 0, longest = 0, number, line, at
        cdef uint8_t[::1] marks = np.zeros(count + 1, np.uint8), seen = np.zeros(offsets.shape[0], np.uint8)
        cdef int32_t[::1] lines = np.empty(ROOM + count, np.int32), rules = np.empty(ROOM + count, np.int32)
        for number in range(own.shape[0]):
            longest = max(longest, offsets[own[number] + 1] - offsets[own[number]])
        cdef uint8_t[::1] folded = np.empty(2 * longest + WORD, np.uint8)
        cdef Line one
        one.text, one.marks = &folded[0], &marks[0]
        for number in range(own.shape[0]):
            line = own[number]
            if seen[line] or offsets[line] == offsets[line + 1]:
                continue
            seen[line] = True
            if held + count > lines.shape[0]:
                lines, rules = np.resize(lines, 2 * held + count), np.resize(rules, 2 * held + count)
            one.length, one.stands, one.rules, one.count = of_lines[line], at_places[line], &rules[held], 0
            self.find_in(&one, &data[0], offsets[line], offsets[line + 1])
            for at in range(held, held + one.count):
                lines[at] = <int32_t> line
                marks[rules[at]] = False
            held += one.count
        return np.asarray(lines[:held]), np.asarray(rules[:held])

    cdef void fold(self, Line *line, const uint8_t *data, Py_ssize_t start, Py_ssize_t end) noexcept:
        """Write a line without its case, which takes at most twice its bytes."""
        cdef uint8_t *folded = line.text
        cdef uint64_t eight, high
        cdef uint32_t point
        cdef Py_ssize_t at = start, width
        line.is_odd = False
        while at < end:
            if at + 8 <= end:
                memcpy(&eight, data + at, 8)
                high = eight & HIGH_BITS
                eight |= ((eight ^ high) + PAST_A & ~((eight ^ high) + PAST_Z) & ~high & HIGH_BITS) >> 2
                memcpy(folded, &eight, 8)
                if not high:
                    at += 8
                    folded += 8
                    continue
                while data[at] < 0x80:
                    at += 1
                    folded += 1
            elif data[at] < 0x80:
                folded[0] = data[at] | 0x20 if <uint8_t> (data[at] - 65) < 26 else data[at]
                at += 1
                folded += 1
            while at < end and data[at] >= 0x80:
                width = width_of(data[at])
                if has_case(data[at]):
                    point = point_of(data + at)
                    if point < <uint32_t> self.points.shape[0]:
                        point = self.points[point]
                    line.is_odd |= point < 0x80
                    folded += write_point(folded, point)
                else:
                    folded += copy_point(folded, data + at, width)
                at += width
        line.size = folded - line.text

    cdef void find_in(self, Line *line, const uint8_t *data, Py_ssize_t start, Py_ssize_t end) noexcept:
        """Note the rules whose cues a line holds."""
        cdef uint8_t step = step_of(line.length)
        cdef int32_t[BLOCK] places
        cdef Py_ssize_t first = 0, number
        self.find_classes(line, data, start, end)
        self.fold(line, data, start, end)
        memset(line.text + line.size, 0, WORD)
        if step > self.near and line.stands == INNER:
            while first <= line.size:
                for number in range(find_places(line, &self.either[0], step, first, 2, places)):
                    self.find_at(line, step, places[number])
                    if places[number]:
                        self.find_at(line, step, places[number] - 1)
                first += BLOCK
            return
        while first < line.size:
            for number in range(find_places(line, &self.steps[0], step, first, 1, places)):
                self.find_at(line, step, places[number])
            first += BLOCK

    cdef inline void find_at(self, Line *line, uint8_t step, Py_ssize_t at) noexcept:
        """Note the rules of the cues that stand at a byte of a line."""
        cdef const uint8_t *text = line.text + at
        if self.admits(slot_of(key_of(text)), step, text + LONG):
            self.follow(self.heads[slot_of(key_of(text))], line, at)
        if self.admits(SLOTS + pair_of(text), step, text + 2):
            self.follow(self.heads[slot_of(pair_of(text))], line, at)
            self.follow(self.heads[slot_of(text[0])], line, at)

    cdef void find_classes(self, Line *line, const uint8_t *data, Py_ssize_t start, Py_ssize_t end) noexcept:
        """Note the rules that look at lines of the classes that a line is of."""
        cdef uint32_t asked = 0, classes = ANY
        cdef Py_ssize_t number
        for number in range(CLASSES):
            if line.length <= self.class_longest[number] and line.stands & self.class_places[number]:
                asked |= 1 << number
        if asked & 1 << SYMBOL and is_sign(data, start, end):
            classes |= 1 << SYMBOL
        if asked & OF_DIGITS and holds_digit(data, start, end):
            classes |= digit_classes_of(data, start, end)
        for number in range(CLASSES):
            if (classes & asked) >> number & 1:
                self.take(self.classes[number], line)

    cdef void follow(self, Py_ssize_t number, Line *line, Py_ssize_t at) noexcept:
        """Note the rules of the cues of a chain (by numbers from 1) that stand at a byte of a line."""
        cdef Py_ssize_t cue
        cdef uint64_t beginning
        memcpy(&beginning, line.text + at, WORD)
        while number:
            cue = number - 1
            if beginning & self.masks[cue] == self.beginnings[cue] and self.stands_at(cue, line, at):
                self.take(cue, line)
            number = self.following[cue]

    cdef bint stands_at(self, Py_ssize_t cue, const Line *line, Py_ssize_t at) noexcept:
        """Whether a cue stands at a byte of a line, if its beginning does."""
        cdef Py_ssize_t start = self.bounds[cue], size = self.bounds[cue + 1] - start
        if at + size > line.size:
            return False
        if size > WORD and memcmp(&self.text[start + WORD], line.text + at + WORD, size - WORD):
            return False
        return not self.words[cue] or line.is_odd or is_word(line.text, at, at + size, line.size)

    cdef inline void take(self, Py_ssize_t cue, Line *line) noexcept:
        """Note the rules of a cue that look at such a line."""
        cdef Py_ssize_t at
        cdef int32_t rule
        for at in range(self.starts[cue], self.starts[cue + 1]):
            rule = self.rules[at]
            if not line.marks[rule] and line.length <= self.longest[rule] and line.stands & self.places[rule]:
                line.marks[rule] = True
                line.rules[line.count] = rule
                line.count += 1
