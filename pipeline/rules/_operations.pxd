"""What programs are made of: `_reading` makes them of patterns, `_programs` runs them."""

from libc.stdint cimport int32_t

cdef enum:
    CHAR = 0  # a: the character, folded
    EXACT = 1  # a: the character
    CLASS = 2  # a: the number of the class
    RUN = 3  # of the next operation; a, b: least and most times (NONE: any), c: whether as few as possible
    SPLIT = 4  # a, b: how far to the way that is tried first, and to the other
    JUMP = 5  # a: how far
    SAVE = 6  # a: the number of a place to keep
    ONCE = 7  # a: its number; goes on from each place of a text once
    BEGIN = 8
    END = 9
    BORDER = 10  # a: whether there must be one
    MATCH = 11
    NONE = -1


cdef struct Operation:
    int32_t kind, a, b, c
