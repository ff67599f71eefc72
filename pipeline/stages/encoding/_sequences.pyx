"""What lines hold, read in one pass over their UTF-8; see `sequences.Matcher`."""

from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr

from pipeline.document.utf8 cimport point_at, start_before, width_of

cdef enum:
    LINE_FEED = 10
    NOWHERE = -1


def read_bits(
    const int32_t[::1] bounds,
    const uint8_t[::1] data,
    matcher,
    uint32_t beyond,
    uint32_t longer,
    uint32_t[::1] bits,
):
    """Write the bits of each line, which lies between two of the ascending `bounds` of `data`, into `bits`;
    `beyond` and `longer` are bits of the matcher."""
    cdef const uint32_t[::1] signs = matcher.signs
    cdef Reader reader = Reader(data, matcher, longer)
    cdef uint32_t held
    cdef Py_ssize_t row, at
    for row in range(bounds.shape[0] - 1):
        held = 0
        for at in range(bounds[row], bounds[row + 1]):
            held |= signs[data[at]]
        bits[row] = held | reader.bits_of(bounds[row], bounds[row + 1]) if held & beyond else held


def find_byte(const int32_t[::1] bounds, const uint8_t[::1] data, uint8_t byte, uint8_t[::1] found):
    """Write into `found` whether each text, between two of the ascending `bounds` of `data`, holds `byte`."""
    cdef Py_ssize_t row, size
    for row in range(bounds.shape[0] - 1):
        size = bounds[row + 1] - bounds[row]
        found[row] = size > 0 and memchr(&data[bounds[row]], byte, size) != NULL


cdef class Reader:
    """Reads the lines of `data`, each as if it stood between line feeds."""

    cdef const uint8_t[::1] data, kinds
    cdef const uint32_t[::1] pairs, owners
    cdef const uint64_t[:, ::1] places
    cdef const uint64_t[::1] masks
    cdef uint32_t longer, repeated, many
    cdef int count

    def __cinit__(self, const uint8_t[::1] data, matcher, uint32_t longer):
        self.data, self.kinds, self.pairs = data, matcher.kinds, matcher.pairs
        self.places, self.masks, self.owners = matcher.places, matcher.masks, matcher.owners
        self.repeated, self.count, self.many = matcher.repeated
        self.longer = longer

    cdef uint32_t bits_of(self, Py_ssize_t start, Py_ssize_t end) noexcept:
        """The bits of what a line holds beyond ASCII."""
        cdef const uint8_t[::1] data = self.data
        cdef const uint8_t[::1] kinds = self.kinds
        cdef const uint32_t[::1] pairs = self.pairs
        cdef Py_ssize_t at = start, before = NOWHERE, i
        cdef uint8_t last = kinds[LINE_FEED], own
        cdef uint32_t held = 0, pair, longer = self.longer, repeated = self.repeated
        cdef uint64_t found = 0
        cdef int run = 0, width
        cdef bint wide = False
        while True:
            if not wide:  # two neighbours of ASCII tell nothing
                while at < end and data[at] < 0x80:
                    at += 1
                if at == end:
                    break
                if at > start:
                    before, last = at - 1, kinds[data[at - 1]]
            own, width = kinds[LINE_FEED], 0
            if at < end:
                own, width = kinds[point_at(data, at)], width_of(data[at])
            pair = pairs[last << 8 | own]
            if pair:
                held |= pair
                run = run + 1 if pair & repeated else 0
                if run == self.count:
                    held |= self.many
                if pair & longer:
                    found |= self.sequences_at(start, before, at, end)
            else:
                run = 0
            if at == end:
                break
            wide = width > 1
            before, last = at, own
            at += width
        held &= ~self.longer
        for i in range(self.masks.shape[0]):
            if found & self.masks[i]:
                held |= self.owners[i]
        return held

    cdef uint64_t sequences_at(self, Py_ssize_t start, Py_ssize_t first, Py_ssize_t second, Py_ssize_t end) noexcept:
        """The sequences that are found by the neighbours at `first` and `second` and hold there."""
        cdef const uint8_t[::1] data = self.data
        cdef const uint8_t[::1] kinds = self.kinds
        cdef const uint64_t[:, ::1] places = self.places
        cdef Py_ssize_t before = back_from(data, start, first)
        cdef Py_ssize_t behind = second + width_of(data[second]) if second < end else end
        cdef uint64_t found = places[2, kind_at(data, kinds, first, end)] & places[3, kind_at(data, kinds, second, end)]
        found &= places[0, kind_at(data, kinds, back_from(data, start, before), end)]
        return found & places[1, kind_at(data, kinds, before, end)] & places[4, kind_at(data, kinds, behind, end)]


cdef inline uint8_t kind_at(
    const uint8_t[::1] data, const uint8_t[::1] kinds, Py_ssize_t at, Py_ssize_t end
) noexcept nogil:
    """The kind of the character at `at`; of a line feed where a line has none."""
    if at == NOWHERE or at == end:
        return kinds[LINE_FEED]
    return kinds[point_at(data, at)]


cdef inline Py_ssize_t back_from(const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t at) noexcept nogil:
    """Where the character before the one at `at` begins; `NOWHERE` before the line."""
    return NOWHERE if at == NOWHERE or at == start else start_before(&data[0], at)
