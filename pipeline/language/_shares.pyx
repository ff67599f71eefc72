"""Letters of many texts inside and outside of spans, counted in one pass over UTF-8."""

from libc.stdint cimport int32_t, int64_t, uint8_t

from pipeline.document.utf8 cimport are_ascii, point_of, width_of


# The next character of a text, by the byte where it begins and its number, and the byte where the text ends.
cdef struct Place:
    Py_ssize_t at
    int64_t character
    Py_ssize_t end


def count_letters(
    const uint8_t[::1] data,
    const int32_t[::1] borders,
    const uint8_t[::1] letters,
    const int64_t[::1] rows,
    const int64_t[::1] starts,
    const int64_t[::1] ends,
    int64_t[::1] inside,
    int64_t[::1] outside,
):
    """Write how many letters each span has that none before it has, and how many each text with a span has outside.

    Text i lies between two of the `borders` of `data`; spans are given in code points and ascend by row and start;
    `letters` says of each code point whether it is a letter.
    """
    cdef Py_ssize_t i, count = rows.shape[0]
    cdef Place place = Place(0, 0, 0)
    for i in range(count):
        if i == 0 or rows[i] != rows[i - 1]:
            place = Place(borders[rows[i]], 0, borders[rows[i] + 1])
            outside[rows[i]] = 0
        outside[rows[i]] += _pass(&data[0], &letters[0], &place, starts[i])
        inside[i] = _pass(&data[0], &letters[0], &place, ends[i])
        if i + 1 == count or rows[i + 1] != rows[i]:
            outside[rows[i]] += _pass(&data[0], &letters[0], &place, place.end)


cdef int64_t _pass(const uint8_t* data, const uint8_t* letters, Place* place, int64_t character) noexcept nogil:
    """Go on to a character, at most to the end; returns how many letters are passed."""
    cdef int64_t found = 0
    cdef int i
    while place.at < place.end and place.character < character:
        if place.at + 8 <= place.end and place.character + 8 <= character and are_ascii(data + place.at):
            for i in range(8):
                found += letters[data[place.at + i]]
            place.at += 8
            place.character += 8
            continue
        found += letters[point_of(data + place.at)]
        place.at += width_of(data[place.at])
        place.character += 1
    return found
