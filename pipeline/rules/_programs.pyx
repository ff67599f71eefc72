"""Programs, run over UTF-8: ways are tried in the order that the pattern gives them.

They match what RE2 matches, in the same place and with the same groups. A way that failed from some place is not gone
twice, so time is linear in program and text.
"""

from cpython.unicode cimport Py_UNICODE_TOLOWER
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from pipeline.document.utf8 cimport width_of
from pipeline.rules._operations cimport (
    BEGIN, BORDER, CHAR, CLASS, END, EXACT, JUMP, MATCH, NONE, ONCE, RUN, SAVE, SPLIT, Operation
)

cdef enum:
    # Ways that are open, beside SPLIT: a place as it was kept before, and a run that may be shorter or longer.
    UNDO = 20
    SHORTER = 21
    LONGER = 22
    SEEN = 256


cdef struct Way:
    int32_t kind, at
    Py_ssize_t place, last


def lower_all(uint32_t[::1] points):
    """Set each number to the lower case of the code point that is its place."""
    cdef Py_ssize_t code
    for code in range(points.shape[0]):
        points[code] = Py_UNICODE_TOLOWER(<Py_UCS4> code)


cdef class Class:
    """A class of characters: `bits` for those of ASCII, and what tells of other code points."""

    cdef uint64_t low, high
    cdef int64_t[SEEN] seen
    cdef object holds

    def __init__(self, bits, holds):
        self.low, self.high, self.holds = bits & 0xFFFFFFFFFFFFFFFF, bits >> 64, holds
        memset(self.seen, 0, sizeof(self.seen))

    cdef inline bint has(self, uint32_t point) except -1:
        if point < 64:
            return self.low >> point & 1
        if point < 128:
            return self.high >> (point - 64) & 1
        cdef int64_t known = self.seen[point % SEEN]
        if known >> 1 != point:
            known = <int64_t> point << 1 | (1 if self.holds(point) else 0)
            self.seen[point % SEEN] = known
        return known & 1


cdef class Room:
    """Room for the places of groups, for ways that are open in a text, and for those that failed. `holds` of a class
    may let other threads run, so no two of them share one."""

    cdef Way *ways
    cdef uint8_t *tried
    cdef Py_ssize_t *kept
    cdef Py_ssize_t ways_size, tried_size, kept_size

    def __dealloc__(self):
        free(self.ways)
        free(self.tried)
        free(self.kept)

    cdef int grow(self) except -1:
        cdef Py_ssize_t size = 2 * self.ways_size + 64
        self.ways = <Way *> grown(self.ways, size * sizeof(Way))
        self.ways_size = size
        return 0

    cdef int clear(self, Py_ssize_t onces, Py_ssize_t groups) except -1:
        """Forget what was tried, and all places."""
        cdef Py_ssize_t size = (onces >> 3) + 1
        if size > self.tried_size:
            self.tried = <uint8_t *> grown(self.tried, size)
            self.tried_size = size
        if groups > self.kept_size:
            self.kept = <Py_ssize_t *> grown(self.kept, 2 * groups * sizeof(Py_ssize_t))
            self.kept_size = groups
        if not self.ways_size:
            self.grow()
        memset(self.tried, 0, size)
        memset(self.kept, 0xFF, 2 * groups * sizeof(Py_ssize_t))
        return 0


cdef bint pass_places(Way *way, const uint8_t *text, Py_ssize_t size, const uint8_t *table) noexcept:
    """Let a run be shorter or longer, as far as what follows may begin there, or the run can go no farther; returns
    whether what follows may begin there."""
    while way.place != way.last:
        if way.kind == LONGER:
            way.place += width_of(text[way.place])
        else:
            way.place -= 1
            while text[way.place] & 0xC0 == 0x80:
                way.place -= 1
        if way.place == size or table[text[way.place]]:
            return True
    return False


cdef void *grown(void *memory, Py_ssize_t size) except NULL:
    cdef void *other = realloc(memory, size)
    if not other:
        raise MemoryError
    return other


cdef inline bint is_word_byte(uint8_t byte) noexcept:
    return <uint8_t> ((byte | 0x20) - 97) < 26 or <uint8_t> (byte - 48) < 10 or byte == 95


cdef inline bint is_border(const uint8_t *text, Py_ssize_t size, Py_ssize_t at) noexcept:
    """Whether there is a word of ASCII on one side of a place, and not on the other."""
    return (at > 0 and is_word_byte(text[at - 1])) != (at < size and is_word_byte(text[at]))


cdef inline uint32_t point_in(const uint8_t *text, Py_ssize_t at) noexcept:
    """The code point of the character that begins at a byte."""
    cdef uint32_t lead = text[at]
    if lead < 0x80:
        return lead
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | text[at + 1] & 0x3F
    if lead < 0xF0:
        return (lead & 0xF) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F
    return (lead & 0x7) << 18 | (text[at + 1] & 0x3F) << 12 | (text[at + 2] & 0x3F) << 6 | text[at + 3] & 0x3F


cdef class Program:
    """A pattern as `read_pattern` gives it (`operations`, `names`, `onces`), to be found at the start of the first
    `part` characters of a text, or, where `part` is negative, anywhere in so many of its last, or, where it is 0, at
    the start of all. `classes` are those that the pattern names, `points` the code points in lower case.
    """

    cdef readonly dict names
    cdef list classes
    cdef const uint32_t[::1] points
    cdef Operation *operations
    cdef Py_ssize_t size, onces, part, tables_size
    # Rows of 256: whether a match, or what is left of it behind a run, may begin with a byte.
    cdef uint8_t *tables

    def __cinit__(self, bytes operations, list classes, dict names, Py_ssize_t onces, Py_ssize_t part, points):
        self.classes, self.names, self.points, self.onces, self.part = classes, names, points, onces, part
        self.size = len(operations) // sizeof(Operation)
        self.operations = <Operation *> grown(NULL, len(operations))
        memcpy(self.operations, <const char *> operations, len(operations))
        self.add_table(0)

    def __dealloc__(self):
        free(self.operations)
        free(self.tables)

    cdef int add_table(self, Py_ssize_t start) except -1:
        """Note with which bytes a match of what begins at an operation may begin: with those beyond ASCII always."""
        self.tables = <uint8_t *> grown(self.tables, (self.tables_size + 1) * 256)
        cdef uint8_t *table = self.tables + self.tables_size * 256
        cdef uint8_t *seen = <uint8_t *> grown(NULL, self.size)
        cdef int32_t *open_ways = <int32_t *> grown(NULL, (2 * self.size + 4) * sizeof(int32_t))
        cdef Py_ssize_t left = 1, at
        memset(table, 0, 128)
        memset(table + 128, 1, 128)
        memset(seen, 0, self.size)
        open_ways[0] = <int32_t> start
        try:
            while left:
                left -= 1
                at = open_ways[left]
                if not seen[at]:
                    seen[at] = 1
                    left += self.begin(&self.operations[at], table, open_ways + left, <int32_t> at)
        finally:
            free(seen)
            free(open_ways)
        self.tables_size += 1
        return 0

    cdef Py_ssize_t begin(self, const Operation *op, uint8_t *table, int32_t *ways, int32_t at) except -1:
        """Note with which bytes of ASCII an operation may begin a match, and where what may begin it instead goes on;
        returns how many of those there are."""
        cdef uint32_t point
        if op.kind == CLASS:
            for point in range(128):
                table[point] |= self.takes(op, point)
        elif op.kind == MATCH:
            memset(table, 1, 128)
        elif op.kind <= EXACT and op.a < 128:
            table[op.a] = 1
            if op.kind == CHAR and 97 <= op.a <= 122:
                table[op.a - 32] = 1
        elif op.kind == SPLIT:
            ways[0], ways[1] = at + op.a, at + op.b
            return 2
        elif op.kind == RUN:
            ways[0], ways[1] = at + 1, at + 2
            return 1 if op.a else 2
        elif op.kind > CLASS:
            ways[0] = at + (op.a if op.kind == JUMP else 1)
            return 1
        return 0

    cdef inline bint takes(self, const Operation *op, uint32_t point) except -1:
        """Whether an operation takes a character."""
        if op.kind == CLASS:
            return (<Class> self.classes[op.a]).has(point)
        if op.kind == CHAR:
            if point < 128:
                point = point | 0x20 if point - 65 < 26 else point
            elif point < <uint32_t> self.points.shape[0]:
                point = self.points[point]
        return point == <uint32_t> op.a

    cdef inline bint takes_at(self, const Operation *op, const uint8_t *text, Py_ssize_t size, Py_ssize_t at) except -1:
        return at < size and self.takes(op, point_in(text, at))

    cdef Py_ssize_t run(self, Room room, const uint8_t *text, Py_ssize_t size, Py_ssize_t start) except -2:
        """Where the match ends that begins at `start` of a text of so many bytes, NONE where there is none."""
        cdef Py_ssize_t at = start, now = 0, left = 0, bit, place, least, count
        cdef Operation *op
        cdef bint goes_on
        while True:
            op = &self.operations[now]
            if left == room.ways_size:
                room.grow()
            goes_on = True
            if op.kind <= CLASS:
                goes_on = self.takes_at(op, text, size, at)
                if goes_on:
                    at += width_of(text[at])
                    now += 1
            elif op.kind == SPLIT:
                while op.kind == SPLIT and op[op.a].kind <= CLASS and not self.takes_at(op + op.a, text, size, at):
                    now += op.b
                    op = &self.operations[now]
                if op.kind == SPLIT:
                    room.ways[left] = Way(SPLIT, <int32_t> (now + op.b), at, 0)
                    left += 1
                    now += op.a
            elif op.kind == RUN:
                place, count, least = at, 0, at
                while count != op.b and self.takes_at(op + 1, text, size, place):
                    place += width_of(text[place])
                    count += 1
                    if count == op.a:
                        least = place
                goes_on = count >= op.a
                if goes_on:
                    at = least if op.c & 1 else place
                    if place > least:
                        room.ways[left] = Way(LONGER if op.c & 1 else SHORTER, <int32_t> now, at, least + place - at)
                        left += 1
                    now += 2
            elif op.kind == JUMP:
                now += op.a
            elif op.kind == ONCE:
                bit = op.a * (size + 1) + at
                goes_on = not room.tried[bit >> 3] >> (bit & 7) & 1
                room.tried[bit >> 3] |= 1 << (bit & 7)
                now += 1
            elif op.kind == SAVE:
                room.ways[left] = Way(UNDO, op.a, room.kept[op.a], 0)
                left += 1
                room.kept[op.a] = at
                now += 1
            elif op.kind == MATCH:
                return at
            else:
                goes_on = (
                    at == 0 if op.kind == BEGIN else at == size if op.kind == END else is_border(text, size, at) == op.a
                )
                now += 1
            if not goes_on:
                left = self.back(room, text, size, left, &now, &at)
                if left == NONE:
                    return NONE

    cdef Py_ssize_t back(
        self, Room room, const uint8_t *text, Py_ssize_t size, Py_ssize_t left, Py_ssize_t *now, Py_ssize_t *at
    ) except -2:
        """Go back to the last way that is open: `now` and `at` are where it goes on. Returns how many are left then,
        NONE where none is open."""
        cdef Way *way
        cdef const uint8_t *table
        while left:
            way = &room.ways[left - 1]
            now[0] = way.at
            at[0] = way.place
            if way.kind == SPLIT:
                return left - 1
            if way.kind == UNDO:
                room.kept[way.at] = way.place
                left -= 1
                continue
            if self.operations[way.at].c < 2:
                self.add_table(way.at + 2)
                self.operations[way.at].c |= <int32_t> (self.tables_size << 1)
            table = self.tables + ((self.operations[way.at].c >> 1) - 1) * 256
            if pass_places(way, text, size, table):
                now[0] = way.at + 2
                at[0] = way.place
                return left if way.place != way.last else left - 1
            left -= 1
        return NONE

    cdef Py_ssize_t search(self, Room room, const uint8_t *text, Py_ssize_t size) except -2:
        """Where a match begins that holds something, NONE where there is none; where it ends is kept."""
        cdef Py_ssize_t at = 0, end
        if not size or (self.part >= 0 and not self.tables[text[0]]):
            return NONE
        room.clear(self.onces * (size + 1), len(self.names) + 1)
        while at < size:
            if self.tables[text[at]]:
                end = self.run(room, text, size, at)
                room.kept[0], room.kept[1] = at, end
                if end != NONE:
                    return at if end > at else NONE
            if self.part >= 0:
                return NONE
            at += width_of(text[at])
        return NONE

    cdef void cut(self, const uint8_t *text, Py_ssize_t *start, Py_ssize_t *end) noexcept:
        """Leave of a text, from start to end, what the pattern looks at."""
        cdef Py_ssize_t at, count
        if self.part > 0 and end[0] > self.part:
            at = 0
            for count in range(self.part):
                if at < end[0]:
                    at += width_of(text[at])
            end[0] = at
        elif self.part < 0 and end[0] > -self.part:
            at = end[0]
            for count in range(-self.part):
                at -= at > 0
                while at > 0 and text[at] & 0xC0 == 0x80:
                    at -= 1
            start[0] = at

    cdef bint is_in(self, Room room, const uint8_t *text, Py_ssize_t size) except -1:
        """Whether there is a match in a text."""
        cdef Py_ssize_t start = 0
        self.cut(text, &start, &size)
        return self.search(room, text + start, size - start) != NONE

    def find(self, bytes text):
        """The first match, if there is any: where it and its groups by number begin and end, in bytes, and -1 for
        groups that have no part in it."""
        cdef Py_ssize_t start = 0, end = len(text), number
        cdef const uint8_t *data = <const uint8_t *> <const char *> text
        cdef Room room = Room()
        self.cut(data, &start, &end)
        if self.search(room, data + start, end - start) == NONE:
            return []
        places = [(room.kept[2 * number], room.kept[2 * number + 1]) for number in range(len(self.names) + 1)]
        return [[(begin + start, past + start) if begin >= 0 else (-1, -1) for begin, past in places]]


def find_pairs(
    const uint8_t[::1] data,
    const int64_t[::1] starts,
    const int64_t[::1] ends,
    const int32_t[::1] texts,
    const int32_t[::1] patterns,
    finder_of,
    Py_ssize_t count,
    uint8_t[::1] found,
):
    """Set for each pair of a text and a pattern, by number, whether it is found there.

    The texts stand between `starts` and `ends` of `data`; `finder_of` gives one of `count` patterns when it is first
    needed: a Program, or what finds as it does.
    """
    cdef list finders = [None] * count
    cdef Py_ssize_t number, text, pattern
    cdef Room room = Room()
    for number in range(texts.shape[0]):
        text, pattern = texts[number], patterns[number]
        if starts[text] == ends[text]:
            continue
        if finders[pattern] is None:
            finders[pattern] = finder_of(pattern)
        finder = finders[pattern]
        if type(finder) is Program:
            found[number] = (<Program> finder).is_in(room, &data[starts[text]], ends[text] - starts[text])
        else:
            found[number] = bool(finder.find(bytes(data[starts[text] : ends[text]])))
