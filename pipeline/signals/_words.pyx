"""Words in UTF-8, divided by their neighbours where those tell."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from pipeline.signals._counts cimport LETTERED_WORDS, WORD_CHARACTERS, WORDS
from pipeline.signals._hashes cimport Hashed, hashed
from pipeline.signals._kinds cimport (
    APART, DIGIT, DIGIT_JOINER, LETTER, LETTER_JOINER, WORD, Text, after, kind_at, kind_before, take_kind
)

# What a byte is to words: no part of one, a letter or digit of ASCII, or to be looked at with its neighbours.
cdef enum:
    OUTSIDE
    INSIDE
    LOOKED_AT


def find_words(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const uint32_t[::1] kinds,
    const int32_t[:, ::1] unsure,
    Py_ssize_t token,
    const int32_t[:, ::1] divided,
    Py_ssize_t word,
    int32_t[::1] edges,
    uint64_t[::1] hashes,
    int32_t[::1] characters,
    int64_t[:, ::1] counts,
):
    """Write a hash of each word and the code points in the words before it (and, last, in all), and count each
    document's words. `unsure` are the starts and ends of tokens that were divided elsewhere and `divided` those of
    their words, of which these documents have the ones from `token` and `word` on; `edges` is room for the starts and
    ends of a document's words."""
    cdef Py_ssize_t row, at, count, found = 0
    cdef uint8_t[256] plain
    cdef Text text = Text(&data[0], &kinds[0], 0, 0)
    for at in range(256):
        plain[at] = LOOKED_AT if at >= 0x80 or kinds[at] & (LETTER_JOINER | DIGIT_JOINER) else kinds[at] & WORD != 0
    characters[0] = 0
    for row in range(bounds.shape[0] - 1):
        text.start, count = bounds[row], 0
        while token < unsure.shape[1] and unsure[0, token] < bounds[row + 1]:
            text.end = unsure[0, token]
            count = _find_edges(&text, plain, &edges[0], count)
            text.start = unsure[1, token]
            while word < divided.shape[1] and divided[0, word] < text.start:
                edges[count], edges[count + 1] = divided[0, word], divided[1, word]
                count += 2
                word += 1
            token += 1
        text.end = bounds[row + 1]
        count = _find_edges(&text, plain, &edges[0], count)
        text.end = data.shape[0]
        counts[row, LETTERED_WORDS] = _put_words(&text, &edges[0], count, &hashes[found], &characters[found])
        counts[row, WORDS] = count // 2
        counts[row, WORD_CHARACTERS] = characters[found + count // 2] - characters[found]
        found += count // 2
    return found


cdef Py_ssize_t _put_words(
    const Text* text, const int32_t* edges, Py_ssize_t count, uint64_t* hashes, int32_t* characters
) noexcept:
    """Write what is known of the words between some edges, behind the code points before them; returns how many have
    a letter. `text` ends where all bytes end."""
    cdef Py_ssize_t word, lettered = 0, start, end
    cdef Hashed spoken
    for word in range(count // 2):
        start, end = edges[2 * word], edges[2 * word + 1]
        spoken = hashed(text.data, start, end, text.end)
        hashes[word] = spoken.hash
        characters[word + 1] = characters[word] + <int32_t>spoken.characters
        lettered += _is_lettered(text, start, end)
    return lettered


cdef Py_ssize_t _find_edges(const Text* text, const uint8_t* plain, int32_t* edges, Py_ssize_t count) noexcept:
    """Write where words start and end in whole tokens, behind `count` edges; returns how many there are then. A word
    is letters, marks and digits, and signs that join two of them; Hangul is apart from other letters."""
    cdef Py_ssize_t at = text.start, start
    cdef uint32_t kind, last = 0
    cdef uint8_t inside = 0, what
    while at < text.end:
        edges[count] = <int32_t>at
        what = plain[text.data[at]]
        if what != LOOKED_AT:
            at += 1
        else:
            start, kind = at, take_kind(text, &at)
            what = kind & WORD != 0
            if inside and not what and kind & (LETTER_JOINER | DIGIT_JOINER):
                what = _are_joined(kind_before(text, start), kind, kind_at(text, at))
            elif inside and what and (kind | last) & APART and (kind_before(text, start) ^ kind) & APART:
                edges[count + 1] = <int32_t>start
                count += 2
            if what and kind & APART and at < text.end and plain[text.data[at]] == INSIDE:
                edges[count + 1 - inside] = <int32_t>at
                count += 2 - inside
                what = inside = 0
            last = kind
        count += what ^ inside
        inside = what
    edges[count] = <int32_t>text.end
    return count + inside


cdef inline bint _are_joined(uint32_t last, uint32_t sign, uint32_t following) noexcept:
    if (last | following) & APART:
        return False
    return (sign & LETTER_JOINER and last & following & LETTER) or (sign & DIGIT_JOINER and last & following & DIGIT)


cdef inline bint _is_lettered(const Text* text, Py_ssize_t at, Py_ssize_t end) noexcept:
    while at < end:
        if take_kind(text, &at) & LETTER:
            return True
    return False
