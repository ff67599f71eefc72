"""Words in UTF-8: where they stand, and a hash of each."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pipeline.document.bits cimport between, lowest
from pipeline.document.utf8 cimport point_of
from pipeline.signals._counts cimport LETTERED_WORDS, PLACEHOLDERS, WORD_CHARACTERS, WORDS
from pipeline.signals._hashes cimport Hashed, hashed
from pipeline.signals._kinds cimport LETTER, Text, after

cdef const uint8_t* PLACEHOLDER = b"lorem ipsum"
cdef enum:
    SECOND = 6  # where its second word begins, with an i


def find_words(
    const uint8_t[::1] data,
    const int32_t[::1] bounds,
    const uint32_t[::1] kinds,
    const uint64_t[:, ::1] words,
    int32_t[::1] edges,
    uint64_t[::1] hashes,
    int32_t[::1] characters,
    int64_t[:, ::1] counts,
):
    """Write a hash of each word and the code points in the words before it (and, last, in all), and count each
    document's words. `words` are the sets of bytes that `_marks.count_marks` writes; `edges` is room for the starts and
    ends of a document's words."""
    cdef Py_ssize_t row, count, found = 0
    cdef Text text = Text(&data[0], &kinds[0], 0, data.shape[0])
    characters[0] = 0
    for row in range(bounds.shape[0] - 1):
        count = _find_edges(&words[0, 0], &words[1, 0], bounds[row], bounds[row + 1], &edges[0])
        text.start = bounds[row]
        _put_words(&text, &edges[0], count, &hashes[found], &characters[found], &counts[row, 0])
        counts[row, WORDS] = count // 2
        counts[row, WORD_CHARACTERS] = characters[found + count // 2] - characters[found]
        found += count // 2
    return found


cdef Py_ssize_t _find_edges(
    const uint64_t* words, const uint64_t* cuts, Py_ssize_t start, Py_ssize_t end, int32_t* edges
) noexcept:
    """Write where the words of a text start and end, given the bytes of all words and those at which one begins though
    another ends there; returns how many edges there are."""
    cdef Py_ssize_t at, count = 0
    cdef uint64_t inside, before, borders, cut, last = 0
    for at in range(start & ~63, end, 64):
        inside = words[at >> 6] & between(at, start, end)
        before = inside << 1 | last
        cut = cuts[at >> 6] & inside & before
        borders = inside ^ before | cut
        last = inside >> 63
        while borders:
            edges[count] = edges[count + 1] = <int32_t>(at + lowest(borders))
            count += 1 + (cut >> lowest(borders) & 1)
            borders &= borders - 1
    edges[count] = <int32_t>end
    return count + last


cdef void _put_words(
    const Text* text, const int32_t* edges, Py_ssize_t count, uint64_t* hashes, int32_t* characters, int64_t* counts
) noexcept:
    """Write what is known of the words between some edges, behind the code points before them, and count those with a
    letter. `text` ends where all bytes end."""
    cdef Py_ssize_t word, start, end, limit = text.end, lettered = 0
    cdef const uint8_t* data = text.data
    cdef Hashed spoken
    for word in range(count // 2):
        start, end = edges[2 * word], edges[2 * word + 1]
        spoken = hashed(data, start, end, limit)
        hashes[word] = spoken.hash
        characters[word + 1] = characters[word] + <int32_t>spoken.characters
        if text.kinds[point_of(data + start)] & LETTER or _is_lettered(text, after(text, start), end):
            lettered += 1
        if start + 2 <= limit and _are_alike(data + start, b"ip") and start - SECOND >= text.start:
            counts[PLACEHOLDERS] += _is_placeholder(data, start - SECOND, end)
    counts[LETTERED_WORDS] = lettered


cdef inline bint _are_alike(const uint8_t* two, const uint8_t* letters) noexcept:
    """Whether two bytes are two letters of ASCII, given in lower case."""
    cdef uint16_t held, wanted
    memcpy(&held, two, 2)
    memcpy(&wanted, letters, 2)
    return held | 0x2020 == wanted


cdef bint _is_placeholder(const uint8_t* data, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Whether "lorem ipsum" begins at a byte, whatever the case of its letters; the long s is one of them."""
    cdef const uint8_t* wanted = PLACEHOLDER
    while at < end and wanted[0]:
        if data[at] == wanted[0] or (wanted[0] != c" " and data[at] + 0x20 == wanted[0]):
            at += 1
        elif wanted[0] == c"s" and data[at] == 0xC5 and data[at + 1] == 0xBF:
            at += 2
        else:
            return False
        wanted += 1
    return not wanted[0]


cdef bint _is_lettered(const Text* text, Py_ssize_t at, Py_ssize_t end) noexcept:
    while at < end:
        if text.kinds[point_of(text.data + at)] & LETTER:
            return True
        at = after(text, at)
    return False
