"""Tokens, what blanks divide, that only a dictionary or more rules divide into words."""

from libc.stdint cimport int32_t, uint32_t

from pipeline.signals._kinds cimport (
    APART, BLANK, CLAUSE_END, CLAUSE_LETTER, DIGIT, DIGIT_JOINER, HEBREW, LETTER, LETTER_JOINER, WORD, Text, after,
    before, kind_at, kind_before
)


cdef inline bint is_unsure(const Text* text, Py_ssize_t start, Py_ssize_t end, uint32_t kind) noexcept:
    """Whether more than its neighbours tells what a character is to words: one that is apart, a mark that stands on no
    letter, on Hangul or before a sign that may join, a Hebrew letter before a quote."""
    if kind & (APART | WORD) == APART:
        return True
    if kind & HEBREW and end < text.end and (text.data[end] == c"'" or text.data[end] == c'"'):
        return True
    if kind & (WORD | LETTER | DIGIT) != WORD:
        return False
    if kind_before(text, start) & (WORD | APART) != WORD:
        return True
    if not kind_at(text, end) & (LETTER_JOINER | DIGIT_JOINER):
        return False
    return kind_at(text, after(text, end)) & WORD != 0


cdef inline Py_ssize_t put_token(
    const Text* text, Py_ssize_t at, int32_t[:, ::1] tokens, Py_ssize_t* found
) noexcept:
    """Write where the token starts and ends in which a byte lies, and where it is cut: an ideograph or kana behind a
    mark that ends a clause is the first of a word. Returns where it ends."""
    cdef uint32_t kind = 0, last
    while not kind_before(text, at) & BLANK:
        at = before(text, at)
    tokens[0, found[0]] = <int32_t>at
    while at < text.end:
        last, kind = kind, kind_at(text, at)
        if kind & BLANK:
            break
        if kind & CLAUSE_LETTER and last & CLAUSE_END:
            tokens[1, found[0]] = <int32_t>at
            found[0] += 1
            tokens[0, found[0]] = <int32_t>at
        at = after(text, at)
    tokens[1, found[0]] = <int32_t>at
    found[0] += 1
    return at
