"""Classes of lines that cues stand for, by their places in `cues.CLASSES`, and which of them a line is of."""

from cpython.unicode cimport Py_UNICODE_ISALPHA, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISNUMERIC
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.utf8 cimport point_of, width_of

cdef enum:
    ANY = 0b11  # Those that any line is of.
    DIGIT = 2
    COUNT = 3
    NUMBERS = 4
    DATE = 5
    OF_DIGITS = 0b111100  # Those that a line without digits is not of.
    SYMBOL = 6
    CLASSES = 7

cdef enum:
    # What stands between the last digit and here; what may join the numbers of a date comes last.
    OTHER
    NOTHING
    BLANK
    JOINT
    JOINT_BLANK


cdef inline bint no_digit_in(uint64_t eight) noexcept:
    """Whether eight bytes are plain ASCII without digits: of digits the bits beside those of `0` leave less than ten;
    added to what is not, the highest bit tells."""
    cdef uint64_t highest = 0x8080808080808080
    cdef uint64_t past_9 = (eight ^ <uint64_t> 0x3030303030303030) + <uint64_t> 0x7676767676767676
    return not eight & highest and past_9 & highest == highest


cdef inline bint may_be_digit(uint32_t point) noexcept:
    """Whether a code point beyond ASCII lies where scripts have digits of their own."""
    return 0x660 <= point < 0x2000 or point >= 0xA620 and not 0xAC00 <= point < 0xFF10


cdef inline bint holds_digit(const uint8_t *data, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Whether a line may hold a digit."""
    cdef uint64_t eight
    while at < end:
        if at + 8 <= end:
            memcpy(&eight, data + at, 8)
            if no_digit_in(eight):
                at += 8
                continue
        if <uint8_t> (data[at] - 48) < 10 or data[at] >= 0x80 and may_be_digit(point_of(data + at)):
            return True
        at += width_of(data[at])
    return False


cdef inline bint is_sign(const uint8_t *data, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Whether a line holds neither letters nor numbers."""
    cdef uint32_t point
    while at < end:
        point = point_of(data + at)
        if Py_UNICODE_ISALPHA(point) or Py_UNICODE_ISNUMERIC(point):
            return False
        at += width_of(data[at])
    return True


cdef inline uint32_t digit_classes_of(const uint8_t *data, Py_ssize_t start, Py_ssize_t end) noexcept:
    """The classes that a line is of for its digits: one bit each, none if it has no digit."""
    cdef Py_ssize_t at = start
    cdef uint32_t point
    cdef int32_t digits = 0, either = 0, run = 0, gap = OTHER
    cdef bint has_letter = False, has_latin = False, is_plain = True, is_dated = False, is_linked = False
    cdef bint is_digit, is_letter
    while at < end:
        point = point_of(data + at)
        at += width_of(data[at])
        if point < 0x80:
            is_digit = point - 48 < 10
            is_letter = (point | 0x20) - 97 < 26
            has_latin |= is_letter
            # No punctuation but that of abbreviations.
            is_plain &= is_digit or is_letter or point <= 32 or point - 39 < 4 or point - 45 < 2 or point == 127
        else:
            is_digit = may_be_digit(point) and Py_UNICODE_ISDECIMAL(point)
            is_letter = True
        has_letter |= is_letter
        digits += is_digit
        either += is_digit or is_letter
        if is_digit:
            if gap == NOTHING:
                run += 1
                is_dated |= run >= 4
            else:
                is_dated |= is_linked and gap >= JOINT and run <= 2
                is_linked = gap >= JOINT
                run = 1
            gap = NOTHING
        elif point == 32:
            gap = BLANK if gap == NOTHING else JOINT_BLANK if gap == JOINT else OTHER
        elif point - 45 < 3 or point == 0x2013:
            gap = JOINT if gap == NOTHING or gap == BLANK else OTHER
        else:
            gap = OTHER
    if not digits:
        return 0
    is_plain &= has_letter and either > 1
    return 1 << DIGIT | is_plain << COUNT | (not has_latin) << NUMBERS | is_dated << DATE
