"""Code points of UTF-8 as compiled loops read them. Texts are valid, as Arrow's are: a lead byte has its followers."""

from libc.stdint cimport uint8_t, uint32_t


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
