"""The words of a line, and what is told of them without making a string of each."""

from cpython.mem cimport PyMem_Free, PyMem_Realloc

# What a character may be, a bit each: what a word begins with, which is inside a word too; what is so in front of a
# letter; a letter.
cdef enum:
    BEGINS = 1
    INSIDE = 2
    JOINS = 4
    LETTER = 8

# What a word may be, a bit each: the host's alone, behind a break, with a capital, with a letter that the host lacks.
cdef enum:
    OWN = 1
    BROKEN = 2
    CAPITAL = 4
    STRANGE = 8


cdef struct Word:
    Py_ssize_t start
    Py_ssize_t end
    bint broken


cdef class Words:
    """The words of a line of a document of `host`; the stub says what each method gives."""

    cdef readonly str line
    cdef readonly object host
    cdef readonly bint spaced
    cdef Word* words
    cdef Py_ssize_t size
    cdef Py_ssize_t room
    cdef list all_texts
    cdef bytes all_own

    def __dealloc__(self):
        PyMem_Free(self.words)

    cdef int add(self, Py_ssize_t start, Py_ssize_t end, bint broken) except -1:
        cdef Word* words
        if self.size == self.room:
            words = <Word*>PyMem_Realloc(self.words, (2 * self.room + 16) * sizeof(Word))
            if not words:
                raise MemoryError
            self.words, self.room = words, 2 * self.room + 16
        self.words[self.size] = Word(start, end, broken)
        self.size += 1
        return 0

    cdef int check(self, Py_ssize_t first, Py_ssize_t last, Py_ssize_t fewest=0) except -1:
        if first < 0 or last - first < fewest or last > self.size:
            raise IndexError(f"words {first} to {last} of {self.size}")
        return 0

    def __len__(self):
        return self.size

    @property
    def starts(self):
        return [self.words[i].start for i in range(self.size)]

    @property
    def ends(self):
        return [self.words[i].end for i in range(self.size)]

    @property
    def broken(self):
        return [self.words[i].broken for i in range(self.size)]

    @property
    def texts(self):
        if self.all_texts is None:
            self.all_texts = [self.line[self.words[i].start : self.words[i].end] for i in range(self.size)]
        return self.all_texts

    @property
    def own(self):
        cdef frozenset own
        cdef str text
        if self.all_own is None:
            own = self.host.own
            self.all_own = bytes([text.lower() in own for text in self.texts])
        return self.all_own

    def kinds(self, lacked):
        cdef Py_ssize_t i
        cdef bytes own = self.own
        cdef bytearray kinds = bytearray(self.size)
        for i in range(self.size):
            kinds[i] = own[i] * OWN | self.words[i].broken * BROKEN
            if self.line[self.words[i].start].isupper():
                kinds[i] |= CAPITAL
            if lacked and not lacked.isdisjoint(self.texts[i]):
                kinds[i] |= STRANGE
        return kinds

    def only(self, indices):
        cdef Words found = Words.__new__(Words)
        cdef Py_ssize_t i
        found.line, found.host, found.spaced = self.line, self.host, self.spaced
        for i in indices:
            self.check(i, i + 1)
            found.add(self.words[i].start, self.words[i].end, self.words[i].broken)
        return found

    def span(self, Py_ssize_t first, Py_ssize_t last):
        self.check(first, last, 1)
        return self.words[first].start, self.words[last - 1].end

    def read(self, Py_ssize_t first, Py_ssize_t last):
        self.check(first, last, 1)
        return self.line[self.words[first].start : self.words[last - 1].end]

    def letters(self, Py_ssize_t first, Py_ssize_t last):
        cdef Py_ssize_t i, letters = 0
        self.check(first, last)
        for i in range(first, last):
            letters += self.words[i].end - self.words[i].start
        return letters

    def small(self, Py_ssize_t first, Py_ssize_t last):
        cdef Py_ssize_t i, size, small = 0, longest = 0
        self.check(first, last)
        for i in range(first, last):
            if not self.line[self.words[i].start].isupper():
                small += 1
                longest = max(longest, self.words[i].end - self.words[i].start)
        return small, longest

    def units(self):
        cdef Py_ssize_t i, start = 0
        cdef list units = []
        for i in range(1, self.size):
            if self.words[i].broken:
                units.append((start, i))
                start = i
        if self.size:
            units.append((start, self.size))
        return units


def read_words(str line, object host, bytes kinds, Py_ssize_t piece, object breaks):
    """The words of a line of `host`, of whose characters `kinds` has the bits, a byte each; in pieces of so many
    characters, if any.

    A word is broken from the one before, and the first from the start of the line, where more than a blank stands
    between and `breaks(character in front, what stands between)` is true.
    """
    cdef const unsigned char* kind = kinds
    cdef Py_ssize_t at = 0, start, end, behind = 0, size = min(len(line), len(kinds))
    cdef bint broken
    cdef Words words = Words.__new__(Words)
    words.line, words.host, words.spaced = line, host, not piece
    while at < size:
        start = at
        at += 1
        if not kind[start] & BEGINS:
            continue
        while at < size and (kind[at] & INSIDE or (kind[at] & JOINS and at + 1 < size and kind[at + 1] & LETTER)):
            at += 1
        broken = False
        if start != behind + 1 or line[behind] != " ":
            broken = not words.size or breaks(line[behind - 1], line[behind:start])
        while start < at:
            behind = min(start + piece, at) if piece else at
            words.add(start, behind, broken)
            start, broken = behind, False
    return words
