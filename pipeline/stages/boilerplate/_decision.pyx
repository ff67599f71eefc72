"""Which lines of whole pages stay, page by page, in whole numbers."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t
from libc.string cimport memset

from pipeline.document.layout import SHORT_LENGTH
from pipeline.stages.boilerplate.kinds cimport IS_BULLET, SENTENCE, SEPARATORS, WIDTH, WORDS
from pipeline.stages.boilerplate.pages cimport best_stretch

cdef enum:
    # Parts that probabilities are counted in.
    PARTS = 1000
    # The row of features that says how often a line stands in its page.
    REPEATED = 17
    # So many lines to be removed between others stay with them, unless one is sure.
    REMOVED_GAP = 4
    # How many lines at either edge of what is kept stay with it when they are sentences of this width.
    EDGES = 3
    EDGE_WIDTH = 12
    # A page with fewer lines around its article, or fewer of a probability below SURELY_NOT, is not touched: whole
    # pages have more.
    FEWEST = 16
    FEWEST_SURE = 8
    SURELY_NOT = 50

cdef Py_ssize_t SHORT = SHORT_LENGTH


cdef struct Least:
    # The least probability of a line that is kept, of one that is not sure to be removed, and of one at the edge.
    int64_t kept
    int64_t unsure
    int64_t edge


def write_fractions(
    const int32_t[::1] probability,
    const int16_t[::1] words,
    const int64_t[::1] borders,
    int64_t unknown,
    int64_t[:, ::1] room,
    int64_t[:, ::1] fractions,
):
    """Write the F1 that is expected when the lines of a page from one probability on are kept, for each probability of
    its lines: numerators and denominators in the first columns of the page, 0 and 1 in its others.

    An article has `unknown` words beside those of its page. `room` (2 rows) has PARTS + 1 columns of 0.
    """
    cdef Py_ssize_t page, first, at, part, place
    cdef int64_t right, kept, whole
    for page in range(borders.shape[0] - 1):
        whole = unknown * PARTS
        for at in range(borders[page], borders[page + 1]):
            room[0, probability[at]] += 1
            room[1, probability[at]] += words[at]
            whole += <int64_t>words[at] * probability[at]
            fractions[0, at] = 0
            fractions[1, at] = 1
        right = kept = 0
        place = borders[page]
        for part in range(PARTS, -1, -1):
            if room[0, part]:
                right += room[1, part] * part
                kept += room[1, part]
                fractions[0, place] = 2 * right
                fractions[1, place] = kept * PARTS + whole
                place += 1
                room[0, part] = room[1, part] = 0


def write_stretches(const int64_t[::1] scores, const int64_t[::1] borders, int64_t[:, ::1] stretches):
    """Write the first and the last line of each page's stretch of the greatest sum into a row."""
    cdef Py_ssize_t page, start = 0, end = 0
    for page in range(borders.shape[0] - 1):
        best_stretch(&scores[borders[page]], borders[page + 1] - borders[page], &start, &end)
        stretches[page, 0], stretches[page, 1] = borders[page] + start, borders[page] + end


def write_kept(
    const int32_t[::1] probability,
    const int16_t[:, ::1] features,
    const int64_t[::1] borders,
    const int64_t[:, ::1] stretches,
    const int64_t[:, :, ::1] least,
    const int64_t[::1] doubtful,
    uint8_t[::1] keep,
):
    """Write of each line whether it belongs to its page's article: all of them where it is not clear that there is
    anything else.

    `least` holds of each page (see `Least`) what is asked of its lines out of the stretch and in it, `doubtful` the
    probability below which a heading is none.
    """
    cdef Py_ssize_t page, first, past, at
    cdef const Least* asked
    for page in range(borders.shape[0] - 1):
        first, past = borders[page], borders[page + 1]
        for at in range(first, past):
            asked = asked_of(least, stretches, page, at)
            keep[at] = probability[at] >= asked.kept
        fill_gaps(probability, least, stretches, page, first, past, &keep[0])
        add_edges(probability, features, least, stretches, page, first, past, &keep[0])
        drop_heading(probability, features, doubtful[page], first, past, &keep[0])
        if not is_touched(probability, first, past, &keep[0]):
            memset(&keep[first], 1, past - first)


cdef inline const Least* asked_of(
    const int64_t[:, :, ::1] least, const int64_t[:, ::1] stretches, Py_ssize_t page, Py_ssize_t at
) noexcept nogil:
    return <const Least*>&least[page, stretches[page, 0] <= at <= stretches[page, 1], 0]


cdef void fill_gaps(
    const int32_t[::1] probability, const int64_t[:, :, ::1] least, const int64_t[:, ::1] stretches, Py_ssize_t page,
    Py_ssize_t first, Py_ssize_t past, uint8_t* keep,
) noexcept nogil:
    """Keep the short runs between what is kept, unless a line of theirs is surely not of the article."""
    cdef Py_ssize_t at, opens = past
    cdef int64_t lowest = 0
    for at in range(first, past):
        if not keep[at]:
            if at > first and keep[at - 1]:
                opens, lowest = at, PARTS
            lowest = min(lowest, probability[at])
        elif opens < at:
            if at - opens <= REMOVED_GAP and lowest >= asked_of(least, stretches, page, opens).unsure:
                memset(keep + opens, 1, at - opens)
            opens = past


cdef void add_edges(
    const int32_t[::1] probability, const int16_t[:, ::1] features, const int64_t[:, :, ::1] least,
    const int64_t[:, ::1] stretches, Py_ssize_t page, Py_ssize_t first, Py_ssize_t past, uint8_t* keep,
) noexcept nogil:
    """Keep sentences next to what is kept, EDGES on either side."""
    cdef Py_ssize_t at, left = 0
    for at in range(first, past):
        left = add_edge(probability, features, least, stretches, page, at, left, keep)
    left = 0
    for at in range(past - 1, first - 1, -1):
        left = add_edge(probability, features, least, stretches, page, at, left, keep)


cdef inline Py_ssize_t add_edge(
    const int32_t[::1] probability, const int16_t[:, ::1] features, const int64_t[:, :, ::1] least,
    const int64_t[:, ::1] stretches, Py_ssize_t page, Py_ssize_t at, Py_ssize_t left, uint8_t* keep,
) noexcept nogil:
    """Keep a sentence where `left` more may be kept next to what is; returns how many may be kept next to it."""
    if keep[at]:
        return EDGES
    if not left or not is_sentence(features, at):
        return 0
    if probability[at] < asked_of(least, stretches, page, at).edge:
        return 0
    keep[at] = 1
    return left - 1


cdef inline bint is_sentence(const int16_t[:, ::1] features, Py_ssize_t at) noexcept nogil:
    """Whether a line is a sentence that stands alone: no item of a list, not repeated in its page."""
    if features[IS_BULLET, at] > 0 or features[SEPARATORS, at] > 0 or features[REPEATED, at] > 1:
        return False
    return features[SENTENCE, at] > 0 and features[WIDTH, at] >= EDGE_WIDTH


cdef void drop_heading(
    const int32_t[::1] probability, const int16_t[:, ::1] features, int64_t doubtful, Py_ssize_t first, Py_ssize_t past,
    uint8_t* keep,
) noexcept nogil:
    """A short line of doubt is not the last of its page that is kept: a heading has a text below it."""
    cdef Py_ssize_t last = past - 1
    while last > first and not keep[last]:
        last -= 1
    if features[WIDTH, last] < SHORT and features[SENTENCE, last] == 0 and probability[last] < doubtful:
        keep[last] = 0


cdef bint is_touched(
    const int32_t[::1] probability, Py_ssize_t first, Py_ssize_t past, uint8_t* keep
) noexcept nogil:
    """Whether enough lines stand above the first that is kept and below the last, or on both sides of none, and enough
    are surely not of the article."""
    cdef Py_ssize_t at, above = 0, below = 0, sure = 0
    for at in range(first, past):
        sure += probability[at] < SURELY_NOT
    while above < past - first and not keep[first + above]:
        above += 1
    while below < past - first and not keep[past - 1 - below]:
        below += 1
    return above + below >= FEWEST and sure >= FEWEST_SURE


def find_runs(
    const uint8_t[::1] keep, const int16_t[:, ::1] features, const int64_t[::1] borders, int64_t[:, ::1] runs
):
    """Write the first and the last line of each run of lines of one page that do not stay, and the line of most words
    (the last of equals) into a row; return how many runs there are."""
    cdef Py_ssize_t page, at, number = -1
    for page in range(borders.shape[0] - 1):
        for at in range(borders[page], borders[page + 1]):
            if keep[at]:
                continue
            if at == borders[page] or keep[at - 1]:
                number += 1
                runs[number, 0] = runs[number, 2] = at
            runs[number, 1] = at
            if features[WORDS, at] >= features[WORDS, runs[number, 2]]:
                runs[number, 2] = at
    return number + 1
