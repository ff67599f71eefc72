"""Code points of UTF-8 as compiled loops read them. Texts are valid, as Arrow's are: a lead byte has its followers."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    # Bytes that are told apart by eights before what is said of them is added up: a byte holds no greater sum.
    MOST_ADDED = 248


cdef inline int width_of(uint8_t lead) noexcept nogil:
    """How many bytes the character has that begins with `lead`."""
    return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


cdef inline uint32_t point_at(const uint8_t[::1] data, Py_ssize_t at) noexcept nogil:
    """The code point of the character that begins at byte `at`."""
    return point_of(&data[at])


cdef inline uint32_t point_of(const uint8_t* char) noexcept nogil:
    """The code point of the character whose bytes begin here."""
    cdef uint32_t lead = char[0]
    if lead < 0x80:
        return lead
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | char[1] & 0x3F
    if lead < 0xF0:
        return (lead & 0xF) << 12 | (char[1] & 0x3F) << 6 | char[2] & 0x3F
    return (lead & 0x7) << 18 | (char[1] & 0x3F) << 12 | (char[2] & 0x3F) << 6 | char[3] & 0x3F


cdef inline Py_ssize_t start_before(const uint8_t* data, Py_ssize_t at) noexcept nogil:
    """Where the character begins that ends before byte `at`; there is one."""
    at -= 1
    while data[at] & 0xC0 == 0x80:
        at -= 1
    return at


cdef inline bint are_ascii(const uint8_t* eight) noexcept nogil:
    """Whether eight bytes are ASCII."""
    cdef uint64_t bits
    memcpy(&bits, eight, 8)
    return bits & <uint64_t>0x8080808080808080 == 0


cdef inline Py_ssize_t followers_in(uint64_t eight) noexcept nogil:
    """How many of eight bytes follow the first one of a character."""
    return added_up(are_followers(eight))


cdef inline uint64_t are_followers(uint64_t eight) noexcept nogil:
    """A byte of 1 for each of eight bytes that follows the first one of a character, whose highest bit is set and the
    next not; 0 for the others."""
    return eight >> 7 & ~eight >> 6 & <uint64_t>0x0101010101010101


cdef inline Py_ssize_t added_up(uint64_t eight) noexcept nogil:
    """The sum of eight bytes, which is below 256."""
    return eight * <uint64_t>0x0101010101010101 >> 56


cdef inline uint64_t first_of_eight(uint64_t eight, Py_ssize_t count) noexcept nogil:
    """The first bytes of eight, at least one, and nothing of the others."""
    cdef uint16_t one = 1
    cdef Py_ssize_t others = 64 - 8 * count
    cdef bint little_endian = (<uint8_t*>&one)[0]
    return eight << others >> others if little_endian else eight >> others << others


cdef inline Py_ssize_t count_points(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """How many characters begin from byte `at` to byte `end` (exclusive)."""
    cdef Py_ssize_t points = end - at, stop
    cdef uint64_t eight, sums
    while at + 8 <= end:
        sums, stop = 0, min(at + MOST_ADDED, end) - 7
        # No branch on what the bytes are: in most languages it would be guessed wrong again and again.
        while at < stop:
            memcpy(&eight, &data[at], 8)
            sums += are_followers(eight)
            at += 8
        points -= added_up(sums)
    if at < end and at + 8 <= data.shape[0]:
        memcpy(&eight, &data[at], 8)
        return points - followers_in(first_of_eight(eight, end - at))
    while at < end:
        points -= data[at] & 0xC0 == 0x80
        at += 1
    return points
