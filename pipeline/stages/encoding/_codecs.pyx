"""Letters of UTF-8 as they look in other codecs, found in all of them in one pass."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t

from pipeline.document.utf8 cimport point_at, width_of


def find_codecs(const uint8_t[::1] data, const uint16_t[:, ::1] roles):
    """The codecs, a bit each, in which some characters of UTF-8 `data` are the bytes of a letter of UTF-8, loosely.

    By its code point `roles` says in which codecs a character is a byte behind the first of a letter, and in which it
    is the first, with one, two or three to follow.
    """
    cdef Py_ssize_t at = 0
    cdef uint32_t code
    # The codecs in which a letter has begun, by how many of its bytes are to come.
    cdef uint16_t one = 0, two = 0, three = 0, found = 0, behind
    while at < data.shape[0]:
        code = point_at(data, at)
        at += width_of(data[at])
        behind = roles[code, 0]
        found |= one & behind
        one = roles[code, 1] | two & behind
        two = roles[code, 2] | three & behind
        three = roles[code, 3]
    return found
