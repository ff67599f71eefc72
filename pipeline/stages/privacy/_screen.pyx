"""Lines that may hold personal data, told in one pass over their UTF-8; see `screen`."""

from libc.stdint cimport int32_t, uint8_t

from pipeline.document.utf8 cimport point_at, start_before, width_of

cdef enum:
    # What a line may hold, a bit each, as `screen` has it.
    IBAN = 1
    CARD = 2
    IP = 4
    EMAIL = 8
    PHONE = 16
    ANY = 31
    # What a character may be, a bit each, as `screen.KINDS` has it.
    DIGIT_BEYOND_ASCII = 1
    WORD = 2
    HEXADECIMAL = 4
    BLANK = 8
    DASH = 16
    BRACKET = 32
    BARRED = 64
    # How many digits a number has at least, and one of a card; how many characters may stand between two of them; how
    # many colons an IP address has unless two of them are neighbours; how many letters and digits follow the head of an
    # IBAN.
    DIGITS = 7
    CARD_DIGITS = 13
    APART = 8
    COLONS = 7
    ACCOUNT = 11
    # Bytes that are looked at together.
    BLOCK = 32
    EN_DASH = 0x2013
    FULL_WIDTH_PLUS = 0xFF0B


def read_lines(
    const int32_t[::1] bounds,
    const uint8_t[::1] data,
    const uint8_t[::1] telling,
    const uint8_t[::1] kinds,
    uint8_t[::1] clues,
):
    """Write into `clues` what each line, between two of the ascending `bounds` of `data`, may hold, a bit each.

    `telling` marks the bytes by which personal data is told, `kinds` says what each character may be, by code point.
    """
    cdef Py_ssize_t row
    for row in range(bounds.shape[0] - 1):
        clues[row] = _clues_in(data, bounds[row], bounds[row + 1], telling, kinds)


def read_line(const uint8_t[::1] data, const uint8_t[::1] telling, const uint8_t[::1] kinds):
    """What one line may hold."""
    return _clues_in(data, 0, data.shape[0], telling, kinds)


cdef uint8_t _clues_in(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t end, const uint8_t[::1] telling, const uint8_t[::1] kinds
) noexcept nogil:
    cdef Py_ssize_t at = start, run, first_digit = start, past_digit = start, last_colon = start, digits = 0
    cdef int colons = 0
    cdef uint8_t byte, clues = 0
    while True:
        at = _next_telling(data, at, end, telling)
        if at == end:
            break
        byte = data[at]
        if byte >= 0x80:
            if _kind_at(data, at, kinds) & DIGIT_BEYOND_ASCII:
                return ANY
            at += width_of(byte)
            continue
        if byte == c"@":
            if _is_address(data, start, at, end, kinds):
                clues |= EMAIL
        elif byte == c":":
            colons = min(colons, COLONS - 1) + 1 if colons and _are_hexadecimal(data, last_colon + 1, at, kinds) else 1
            if colons == COLONS or (colons > 1 and last_colon + 1 == at and _is_group(data, start, at, end, kinds)):
                clues |= IP
            last_colon = at
        else:
            run = at
            at += _digits_at(data, at, end)
            if digits and _divide(data, past_digit, run, kinds):
                digits += at - run
            else:
                if _is_number(data, start, first_digit, past_digit, digits, kinds):
                    clues |= PHONE
                digits, first_digit = at - run, run
            if digits >= CARD_DIGITS:
                clues |= CARD
            if _is_dotted(data, at - 1, end):
                clues |= IP
            if _is_account(data, start, run, at, end, kinds):
                clues |= IBAN
            past_digit = at
            continue
        at += 1
    return clues | PHONE if _is_number(data, start, first_digit, past_digit, digits, kinds) else clues


cdef inline Py_ssize_t _next_telling(
    const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] telling
) noexcept nogil:
    """The first byte from `at` on that `telling` marks; `end` where there is none."""
    while at + BLOCK <= end and _tell_nothing(&data[at]):
        at += BLOCK
    while at < end and not telling[data[at]]:
        at += 1
    return at


cdef inline bint _tell_nothing(const uint8_t* block) noexcept nogil:
    """Whether no byte of a block lies between 0 and @ or begins a character of a script with digits of its own; told
    of all of them, so that it is by vectors."""
    cdef uint8_t some = 0, byte
    cdef int i
    for i in range(BLOCK):
        byte = block[i]
        some |= (<uint8_t>(byte - c"0") <= 16) | (<uint8_t>(byte - 0xD9) <= 8) | (byte >= 0xEF)
    return not some


cdef inline uint8_t _kind_at(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] kinds) noexcept nogil:
    return kinds[point_at(data, at)]


cdef inline bint _is(const uint8_t[::1] data, Py_ssize_t at, const uint8_t[::1] kinds, uint8_t kind) noexcept nogil:
    """Whether a byte is of a kind, if it is of ASCII; others may be anything."""
    return data[at] >= 0x80 or kinds[data[at]] & kind


cdef bint _divide(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds) noexcept nogil:
    """Whether at..end may stand between two digits of one number: with brackets `APART` characters, else a blank, or
    one dash with or without blanks."""
    cdef int count = 0, dashes = 0
    cdef bint bracket = False, double = False
    cdef uint8_t kind, before = 0
    while at < end:
        kind = _kind_at(data, at, kinds)
        count += 1
        if count > APART or not kind & (BLANK | DASH | BRACKET):
            return False
        bracket |= kind == BRACKET
        dashes += kind == DASH
        double |= kind == BLANK and before == BLANK
        before = kind
        at += width_of(data[at])
    return bracket or (dashes <= 1 and not double)


cdef bint _is_number(
    const uint8_t[::1] data,
    Py_ssize_t start,
    Py_ssize_t first,
    Py_ssize_t past,
    Py_ssize_t digits,
    const uint8_t[::1] kinds,
) noexcept nogil:
    """Whether so many digits in first..past may be a number: enough from where one may begin on, and no date."""
    cdef Py_ssize_t size
    while digits >= DIGITS and not _may_begin(data, start, first, kinds):
        size = _digits_at(data, first, past)
        digits, first = digits - size, first + size
        while first < past and not _is_digit(data[first]):
            first += 1
    return digits >= DIGITS and not (_begins_at(data, start, first, kinds) and _is_date(data, first, past, kinds))


cdef bint _may_begin(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t at, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether a number may begin at the first digit of a run, or with a bracket or plus before it; what is beyond ASCII
    never bars it."""
    if at == start:
        return True
    cdef uint8_t byte = data[at - 1], before = data[at - 2] if at - 1 > start else c"\n"
    if byte in b"-/":
        return not (before < 0x80 and kinds[before] & WORD or before in b"_-")
    if byte in b".,: ":
        return not _is_digit(before)
    return byte >= 0x80 or byte == c"+" or not kinds[byte] & BARRED


cdef bint _begins_at(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t at, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether what stands before `at`, a bracket aside, surely lets a number begin there."""
    if at > start and data[at - 1] == c"(":
        at -= 1
    if at == start:
        return True
    cdef Py_ssize_t before = start_before(&data[0], at)
    if data[before] != c" ":
        return not _kind_at(data, before, kinds) & (BARRED | BLANK | DASH | BRACKET)
    if before == start:
        return True
    before = start_before(&data[0], before)
    return data[before] != c"+" and point_at(data, before) != FULL_WIDTH_PLUS


cdef bint _is_date(
    const uint8_t[::1] data, Py_ssize_t first, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether first..end, without brackets, is a date or two years, as `phones` reads them, alone or before more."""
    cdef Py_ssize_t at, size = _digits_at(data, first, end), second, third
    for at in range(first, end):
        if data[at] & 0xC0 != 0x80 and _kind_at(data, at, kinds) & BRACKET:
            return False
    if size == 4 and _are_years(data, first, end, kinds):
        return True
    at = first + size
    if size == 3 or size > 4 or at == end or data[at] not in b"-./":
        return False
    second = _digits_at(data, at + 1, end)
    if second < 1 or second > 2 or at + 1 + second == end or data[at + 1 + second] != data[at]:
        return False
    at += second + 2
    third = _digits_at(data, at, end)
    if not (1 <= third <= 2 if size == 4 else third == 2 or third == 4):
        return False
    return at + third == end or _kind_at(data, at + third, kinds) & BLANK


cdef bint _are_years(
    const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether a year, a dash or slash and another year begin at `at`, with or without blanks."""
    if not _is_year(data, at):
        return False
    at = _behind_blank(data, at + 4, end, kinds)
    if at == end or not (data[at] == c"-" or data[at] == c"/" or point_at(data, at) == EN_DASH):
        return False
    at = _behind_blank(data, at + width_of(data[at]), end, kinds)
    return _digits_at(data, at, end) == 4 and _is_year(data, at)


cdef inline bint _is_year(const uint8_t[::1] data, Py_ssize_t at) noexcept nogil:
    """Whether four digits are a year from 1500 to 2099."""
    return (data[at] == c"1" and data[at + 1] >= c"5") or (data[at] == c"2" and data[at + 1] == c"0")


cdef inline Py_ssize_t _behind_blank(
    const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    return at + width_of(data[at]) if at < end and _kind_at(data, at, kinds) & BLANK else at


cdef inline Py_ssize_t _digits_at(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """How many digits stand from `at` on."""
    cdef Py_ssize_t size = 0
    while at + size < end and _is_digit(data[at + size]):
        size += 1
    return size


cdef bint _is_address(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether the @ at `at` stands before a label of a domain and a dot, and behind what a name may end in."""
    if at == start or not (_is(data, at - 1, kinds, WORD) or data[at - 1] in b"._%+-"):
        return False
    cdef Py_ssize_t dot = at + 1
    while dot < end and (_is(data, dot, kinds, WORD) or data[dot] == c"-"):
        dot += 1
    return dot > at + 1 and dot + 1 < end and data[dot] == c"." and _is(data, dot + 1, kinds, WORD)


cdef bint _are_hexadecimal(
    const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    while at < end and data[at] < 0x80 and kinds[data[at]] & HEXADECIMAL:
        at += 1
    return at == end


cdef bint _is_group(
    const uint8_t[::1] data, Py_ssize_t start, Py_ssize_t at, Py_ssize_t end, const uint8_t[::1] kinds
) noexcept nogil:
    """Whether a hexadecimal group is next to the two colons that end at `at`."""
    return (at - 2 >= start and _are_hexadecimal(data, at - 2, at - 1, kinds)) or (
        at + 1 < end and _are_hexadecimal(data, at + 1, at + 2, kinds)
    )


cdef bint _is_dotted(const uint8_t[::1] data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Whether three dots follow the digit at `at`, with digits behind each."""
    cdef int dots
    for dots in range(3):
        if at + 2 >= end or data[at + 1] != c"." or not _is_digit(data[at + 2]):
            return False
        at += 2
        while at + 1 < end and _is_digit(data[at + 1]):
            at += 1
    return True


cdef bint _is_account(
    const uint8_t[::1] data,
    Py_ssize_t start,
    Py_ssize_t run,
    Py_ssize_t past,
    Py_ssize_t end,
    const uint8_t[::1] kinds,
) noexcept nogil:
    """Whether the digits in run..past are the last two of the head of an IBAN or begin with them, and `ACCOUNT`
    capitals and digits follow, single blanks or dashes between them."""
    if past - run < 2 or run - 2 < start or not (_is_capital(data[run - 1]) and _is_capital(data[run - 2])):
        return False
    if run - 2 > start and data[run - 3] < 0x80 and kinds[data[run - 3]] & WORD:
        return False
    cdef int count
    cdef Py_ssize_t at = run + 2
    for count in range(ACCOUNT):
        if at < end and _kind_at(data, at, kinds) & (BLANK | DASH):
            at += width_of(data[at])
        if at >= end or not (_is_digit(data[at]) or _is_capital(data[at])):
            return False
        at += 1
    return True


cdef inline bint _is_digit(uint8_t byte) noexcept nogil:
    return <uint8_t>(byte - c"0") < 10


cdef inline bint _is_capital(uint8_t byte) noexcept nogil:
    return <uint8_t>(byte - c"A") < 26
