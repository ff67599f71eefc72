"""The signs that part the words of a line, found in 64 bytes at a time."""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy


cdef inline uint64_t signs_among(const uint8_t* text, const uint8_t* by_byte) noexcept nogil:
    """A bit for each of 64 bytes that may begin a sign: where `by_byte` is not 0, and it is 0 for letters and digits of
    ASCII."""
    cdef uint8_t[64] flags
    cdef uint64_t eight, high = 0, bits = 0
    cdef int i, j
    for i in range(8):
        memcpy(&eight, text + 8 * i, 8)
        high |= eight
    if not high & <uint64_t>0x8080808080808080:
        # Without the table, so that it is done for many bytes at once.
        for i in range(64):
            flags[i] = (<uint8_t>((text[i] | 32) - 97) >= 26) & (<uint8_t>(text[i] - 48) >= 10)
        for i in range(0, 64, 8):
            eight = 0
            for j in range(8):
                eight |= <uint64_t>flags[i + j] << 8 * j
            bits |= gathered(eight) << i
        return bits
    for i in range(0, 64, 8):
        eight = 0
        for j in range(8):
            eight |= <uint64_t>by_byte[text[i + j]] << 8 * j
        # The highest bit of each byte that is not 0.
        eight |= (eight & <uint64_t>0x7F7F7F7F7F7F7F7F) + <uint64_t>0x7F7F7F7F7F7F7F7F
        bits |= gathered(eight >> 7 & <uint64_t>0x0101010101010101) << i
    return bits


cdef inline uint64_t gathered(uint64_t eight) noexcept nogil:
    """The lowest bit of each of eight bytes, the others of which are not set, as bits of one."""
    return eight * <uint64_t>0x0102040810204080 >> 56
