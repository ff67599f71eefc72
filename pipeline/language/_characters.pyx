"""What the characters of a text are, looked up one by one."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t


def look_up(str text, const uint8_t[::1] table):
    """A byte for each character of `text`: what the table has at its code point. It must have all of Unicode."""
    cdef Py_ssize_t at = 0
    cdef bytes kinds = PyBytes_FromStringAndSize(NULL, len(text))
    cdef char* to = kinds
    for char in text:
        to[at] = table[char]
        at += 1
    return kinds
