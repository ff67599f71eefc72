"""Reading patterns of RE2's dialect into programs."""

from libc.stdint cimport int32_t, uint32_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memmove

from pipeline.rules._operations cimport (
    BEGIN, BORDER, CHAR, CLASS, END, EXACT, JUMP, MATCH, NONE, ONCE, RUN, SAVE, SPLIT, Operation
)

cdef enum:
    MOST_OPERATIONS = 100000
    DEEPEST = 200


class UnknownError(ValueError):
    """What stands in a pattern and programs do not know."""


def read_pattern(str pattern, points):
    """The program of a pattern without regard to case: its operations, as bytes; its classes, each as its text and
    whether case is disregarded; the numbers of its groups by name; and how many operations are ONCE.

    `points` are the code points in lower case. Raises UnknownError where the pattern holds what programs do not know;
    whether RE2 would read it is not asked.
    """
    cdef Reader reader = Reader(pattern, points)
    reader.read_ways()
    if reader.next < len(pattern):
        raise UnknownError
    reader.add(MATCH)
    cdef int32_t number, onces = 0
    for number in range(reader.size):
        if reader.operations[number].kind == ONCE:
            reader.operations[number].a = onces
            onces += 1
    operations = (<char *> reader.operations)[: reader.size * sizeof(Operation)]
    return operations, list(reader.classes), reader.names, onces


cdef class Reader:
    """A pattern and what was read of it. Operations that jump say how far, so what was read can be moved and copied."""

    cdef dict names, classes
    cdef str pattern
    cdef Py_ssize_t next, size, capacity, depth
    cdef bint folds
    cdef const uint32_t[::1] points
    cdef Operation *operations

    def __cinit__(self, str pattern, points):
        self.names, self.classes, self.pattern, self.points, self.folds = {}, {}, pattern, points, True

    def __dealloc__(self):
        free(self.operations)

    cdef int add(self, int32_t kind, int32_t a=0, int32_t b=0, int32_t c=0) except -1:
        return self.insert(self.size, kind, a, b, c)

    cdef int insert(self, Py_ssize_t at, int32_t kind, int32_t a=0, int32_t b=0, int32_t c=0) except -1:
        self.make_room(1)
        memmove(&self.operations[at + 1], &self.operations[at], (self.size - at) * sizeof(Operation))
        self.operations[at] = Operation(kind, a, b, c)
        self.size += 1
        return 0

    cdef int make_room(self, Py_ssize_t count) except -1:
        cdef Operation *operations
        if self.size + count > MOST_OPERATIONS:
            raise UnknownError
        if self.size + count > self.capacity:
            operations = <Operation *> realloc(self.operations, 2 * (self.size + count) * sizeof(Operation))
            if not operations:
                raise MemoryError
            self.operations, self.capacity = operations, 2 * (self.size + count)
        return 0

    cdef Py_UCS4 peek(self) noexcept:
        """The next character of the pattern, 0 at its end."""
        return self.pattern[self.next] if self.next < len(self.pattern) else 0

    cdef Py_ssize_t find(self, str char) except -1:
        """Where a character stands next."""
        cdef Py_ssize_t at = self.pattern.find(char, self.next)
        if at < 0:
            raise UnknownError
        return at

    cdef int read_ways(self) except -1:
        """Read ways between `|`, as far as the end of their group."""
        cdef Py_ssize_t start = self.size, jump
        cdef list jumps = []
        self.read_row()
        while self.peek() == u"|":
            self.next += 1
            self.insert(start, SPLIT, 1, <int32_t> (self.size + 2 - start))
            jumps.append(self.size)
            self.add(JUMP)
            start = self.size
            self.read_row()
        for jump in jumps:
            self.operations[jump].a = <int32_t> (self.size - jump)
        if jumps:
            self.add(ONCE)
        return 0

    cdef int read_row(self) except -1:
        cdef Py_ssize_t start
        cdef Py_UCS4 char = self.peek()
        while char and char != u"|" and char != u")":
            start = self.size
            self.read_one()
            self.read_times(start)
            char = self.peek()
        return 0

    cdef int read_one(self) except -1:
        cdef Py_UCS4 char = self.peek()
        self.next += 1
        if char == u"(":
            self.read_group()
        elif char == u"[":
            self.read_class()
        elif char == u"\\":
            self.read_escape()
        elif char == u".":
            self.add_class("[^\n]")
        elif char == u"^":
            self.add(BEGIN)
        elif char == u"$":
            self.add(END)
        elif char in u"*+?{":
            raise UnknownError
        else:
            self.add_char(char)
        return 0

    cdef int add_char(self, uint32_t char) except -1:
        if self.folds and char < <uint32_t> self.points.shape[0]:
            char = self.points[char]
        self.add(CHAR if self.folds else EXACT, <int32_t> char)
        return 0

    cdef int add_class(self, str text) except -1:
        cdef tuple key = (text, bool(self.folds))
        return self.add(CLASS, self.classes.setdefault(key, len(self.classes)))

    cdef int read_group(self) except -1:
        cdef Py_ssize_t end, place = NONE
        cdef bint folds = self.folds
        if self.peek() != u"?":
            self.read_inside(NONE)
            self.folds = folds
            return 0
        end = self.next + 1
        if self.pattern.startswith("P<", end):
            end = self.find(u">")
            place = len(self.names) + 1
            self.names[self.pattern[self.next + 3 : end]] = place
        else:
            while end < len(self.pattern) and self.pattern[end] not in u":)":
                end += 1
            flags = self.pattern[self.next + 1 : end]
            if flags not in ("", "i", "-i"):
                raise UnknownError
            if flags:
                self.folds = flags == "i"
            if end < len(self.pattern) and self.pattern[end] == u")":
                self.next = end + 1
                return 0
        self.next = end + 1
        self.read_inside(place)
        self.folds = folds
        return 0

    cdef int read_inside(self, Py_ssize_t place) except -1:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknownError
        if place != NONE:
            self.add(SAVE, <int32_t> (2 * place))
        self.read_ways()
        self.depth -= 1
        if self.peek() != u")":
            raise UnknownError
        self.next += 1
        if place != NONE:
            self.add(SAVE, <int32_t> (2 * place + 1))
        return 0

    cdef int read_class(self) except -1:
        """Read a class whose bracket was read."""
        cdef Py_ssize_t start = self.next - 1
        if self.peek() == u"^":
            self.next += 1
        if self.peek() == u"]":
            self.next += 1
        while self.peek() != u"]":
            if not self.peek() or self.pattern.startswith("[:", self.next):
                raise UnknownError
            self.next += 2 if self.peek() == u"\\" else 1
        self.next += 1
        return self.add_class(self.pattern[start : self.next])

    cdef int read_escape(self) except -1:
        """Read what a backslash begins that was read."""
        cdef Py_ssize_t start = self.next - 1, end
        cdef Py_UCS4 char = self.peek()
        self.next += 1
        if char in u"bB":
            self.add(BORDER, char == u"b")
        elif char in u"dDwWsS":
            self.add_class(self.pattern[start : self.next])
        elif char in u"pP":
            end = self.find(u"}") if self.peek() == u"{" else self.next
            self.next = end + 1
            self.add_class(self.pattern[start : self.next])
        elif char == u"x":
            end = self.find(u"}") if self.peek() == u"{" else self.next + 2
            self.add_char(int(self.pattern[self.next : end].lstrip("{"), 16))
            self.next = end + (self.peek() == u"{")
        elif char in u"tnrfv":
            self.add_char(ord({"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}[char]))
        elif char and not char.isalnum():
            self.add_char(char)
        else:
            raise UnknownError
        return 0

    cdef int read_times(self, Py_ssize_t start) except -1:
        """Read how often what begins at an operation is repeated."""
        cdef Py_ssize_t size = self.size - start, end, count
        cdef int32_t least = 0, most = NONE
        cdef Py_UCS4 char = self.peek()
        cdef bint is_lazy
        if char == u"{":
            end = self.find(u"}")
            first, comma, last = self.pattern[self.next + 1 : end].partition(",")
            if not first.isdecimal() or not (last.isdecimal() or not last):
                raise UnknownError
            least = int(first)
            most = least if not comma else int(last) if last else NONE
            self.next = end
        elif char == u"+":
            least = 1
        elif char == u"?":
            most = 1
        elif char != u"*":
            return 0
        self.next += 1
        is_lazy = self.peek() == u"?"
        self.next += is_lazy
        if self.peek() and self.peek() in u"*+?{":
            raise UnknownError
        if size == 1 and self.operations[start].kind <= CLASS:
            self.insert(start, RUN, least, most, is_lazy)
            if least != most:
                self.add(ONCE)
            return 0
        return self.repeat(start, size, least, most, is_lazy)

    cdef int repeat(self, Py_ssize_t start, Py_ssize_t size, int32_t least, int32_t most, bint is_lazy) except -1:
        """Repeat the last operations, those from `start` on."""
        cdef Py_ssize_t count
        cdef int32_t near = 1, far
        cdef Operation *split
        self.make_room((size + 2) * (max(least, most) + 1))
        cdef Operation *block = <Operation *> realloc(NULL, (size + 1) * sizeof(Operation))
        if not block:
            raise MemoryError
        memcpy(block, &self.operations[start], size * sizeof(Operation))
        self.size = start
        for count in range(least):
            memcpy(&self.operations[self.size], block, size * sizeof(Operation))
            self.size += size
        for count in range(1 if most == NONE else most - least):
            if most == NONE:
                self.operations[self.size] = Operation(ONCE, 0, 0, 0)
                self.size += 1
                far = <int32_t> size + 2
            else:
                far = <int32_t> ((most - least - count) * (size + 1))
            self.operations[self.size] = Operation(SPLIT, far if is_lazy else 1, 1 if is_lazy else far, 0)
            memcpy(&self.operations[self.size + 1], block, size * sizeof(Operation))
            self.size += size + 1
        free(block)
        if most == NONE:
            self.add(JUMP, <int32_t> -(size + 2))
        else:
            self.add(ONCE)
        return 0
