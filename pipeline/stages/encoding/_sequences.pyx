"""What lines hold, read in one pass over their UTF-8; see `sequences.Matcher`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr, memcpy

from pipeline.document.utf8 cimport point_of, start_before, width_of

cdef enum:
    LINE_FEED = 10
    NOWHERE = -1


def read_bits(
    const int32_t[::1] bounds,
    const uint8_t[::1] data,
    matcher,
    uint32_t longer,
    uint32_t[::1] bits,
):
    """Write the bits of each line, which lies between two of the ascending `bounds` of `data`, into `bits`;
    `longer` is a bit of the matcher."""
    cdef Reader reader = Reader(data, matcher, longer)
    cdef Py_ssize_t row
    for row in range(bounds.shape[0] - 1):
        bits[row] = reader.bits_of(bounds[row], bounds[row + 1])


def read_lines(const uint8_t[::1] data, matcher, uint32_t longer):
    """The bits of each line of `data`; lines end at line feeds."""
    cdef Reader reader = Reader(data, matcher, longer)
    cdef Py_ssize_t at = 0, end = 0
    bits = []
    while True:
        while end < data.shape[0] and data[end] != LINE_FEED:
            end += 1
        bits.append(reader.bits_of(at, end))
        if end == data.shape[0]:
            return bits
        end += 1
        at = end


def find_byte(const int32_t[::1] bounds, const uint8_t[::1] data, uint8_t byte, uint8_t[::1] found):
    """Write into `found` whether each text, between two of the ascending `bounds` of `data`, holds `byte`."""
    cdef Py_ssize_t row, size
    for row in range(bounds.shape[0] - 1):
        size = bounds[row + 1] - bounds[row]
        found[row] = size > 0 and memchr(&data[bounds[row]], byte, size) != NULL


def find_entities(const int32_t[::1] bounds, const uint8_t[::1] data, const int64_t[::1] rows, uint8_t[::1] found):
    """Write into `found`, for those of the lines in `rows` that hold what may be an HTML entity, that they do: `&`,
    which a `#` may follow, then letters or digits of ASCII, then `;`."""
    cdef Py_ssize_t i, at, end, first
    cdef bint is_entity
    for i in range(rows.shape[0]):
        at, end = bounds[rows[i]], bounds[rows[i] + 1]
        is_entity = False
        while at < end and not is_entity:
            at += 1
            if data[at - 1] == c"&":
                at += at < end and data[at] == c"#"
                first = at
                while at < end and is_alphanumeric(data[at]):
                    at += 1
                is_entity = first < at < end and data[at] == c";"
        found[rows[i]] |= is_entity


cdef inline bint is_alphanumeric(uint8_t byte) noexcept nogil:
    return <uint8_t>(byte - c"0") < 10 or <uint8_t>((byte | 32) - c"a") < 26


cdef class Reader:
    """Reads the lines of `data`, each as if it stood between line feeds."""

    cdef const uint8_t[::1] data, kinds
    cdef const uint32_t[::1] signs, pairs, owners
    cdef const uint64_t[:, ::1] places
    cdef const uint64_t[::1] masks
    cdef uint32_t longer, repeated, many
    cdef uint64_t telling
    cdef int count

    def __cinit__(self, const uint8_t[::1] data, matcher, uint32_t longer):
        self.data, self.signs, self.kinds, self.pairs = data, matcher.signs, matcher.kinds, matcher.pairs
        self.places, self.masks, self.owners = matcher.places, matcher.masks, matcher.owners
        self.repeated, self.count, self.many = matcher.repeated
        self.longer = longer
        self.telling = matcher.telling * <uint64_t>0x0101010101010101

    cdef uint32_t bits_of(self, Py_ssize_t start, Py_ssize_t end) noexcept:
        """The bits of what a line holds."""
        cdef const uint8_t* text = &self.data[0]
        cdef const uint8_t* kinds = &self.kinds[0]
        cdef const uint32_t* pairs = &self.pairs[0]
        cdef const uint32_t* signs = &self.signs[0]
        cdef Py_ssize_t at = start, before = NOWHERE, stop, i
        cdef uint8_t last = kinds[LINE_FEED], own
        cdef uint32_t held = 0, pair, repeated = self.repeated
        cdef uint64_t found = 0
        cdef int run = 0, width
        cdef bint wide = False
        while True:
            while not wide and at < end and text[at] < 0x80:  # two neighbours of ASCII tell nothing
                stop = at + 8
                if stop <= end and tell_nothing(text + at, self.telling):
                    at = stop
                    continue
                stop = min(stop, end)
                while at < stop and text[at] < 0x80:
                    held |= signs[text[at]]
                    at += 1
            if not wide:
                if at == end:
                    break
                if at > start:
                    before, last = at - 1, kinds[text[at - 1]]
            own, width = kinds[LINE_FEED], 0
            if at < end:
                held |= signs[text[at]]
                own, width = kinds[point_of(text + at)], width_of(text[at])
            pair = pairs[last << 8 | own]
            if pair:
                held |= pair
                run = run + 1 if pair & repeated else 0
                if run == self.count:
                    held |= self.many
                if pair & self.longer:
                    found |= self.sequences_at(start, before, at, end)
            else:
                run = 0
            if at == end:
                break
            wide = width > 1
            before, last = at, own
            at += width
        held &= ~self.longer
        if found:
            for i in range(self.masks.shape[0]):
                if found & self.masks[i]:
                    held |= self.owners[i]
        return held

    cdef uint64_t sequences_at(self, Py_ssize_t start, Py_ssize_t first, Py_ssize_t second, Py_ssize_t end) noexcept:
        """The sequences that are found by the neighbours at `first` and `second` and hold there."""
        cdef const uint8_t* text = &self.data[0]
        cdef const uint8_t* kinds = &self.kinds[0]
        cdef Py_ssize_t before = back_from(text, start, first)
        cdef Py_ssize_t behind = second + width_of(text[second]) if second < end else end
        cdef uint64_t found = self.places[2, kind_at(text, kinds, first, end)]
        found &= self.places[3, kind_at(text, kinds, second, end)]
        found &= self.places[0, kind_at(text, kinds, back_from(text, start, before), end)]
        found &= self.places[1, kind_at(text, kinds, before, end)]
        return found & self.places[4, kind_at(text, kinds, behind, end)]


cdef inline uint8_t kind_at(const uint8_t* text, const uint8_t* kinds, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """The kind of the character at `at`; of a line feed where a line has none."""
    if at == NOWHERE or at == end:
        return kinds[LINE_FEED]
    return kinds[point_of(text + at)]


cdef inline Py_ssize_t back_from(const uint8_t* text, Py_ssize_t start, Py_ssize_t at) noexcept nogil:
    """Where the character before the one at `at` begins; `NOWHERE` before the line."""
    return NOWHERE if at == NOWHERE or at == start else start_before(text, at)


cdef inline bint tell_nothing(const uint8_t* data, uint64_t telling) noexcept nogil:
    """Whether the eight bytes that begin here are printable characters of ASCII, and none the one that `telling` is
    eight times."""
    cdef uint64_t eight, others
    memcpy(&eight, data, 8)
    others = eight - <uint64_t>0x2020202020202020 | eight + <uint64_t>0x0101010101010101
    others |= eight | (eight ^ telling) - <uint64_t>0x0101010101010101
    return not others & <uint64_t>0x8080808080808080
