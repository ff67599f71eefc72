"""What the first look at the lines of whole pages says of each line, page by page."""

from libc.stdint cimport int16_t, int32_t, int64_t

from pipeline.stages.boilerplate.pages cimport best_stretch, clipped, fill, nearest, shift

cdef enum:
    # Parts that probabilities are counted in; those from which a line surely is of the article, rather is of it.
    PARTS = 1000
    SURE = 800
    MIDDLE = 400
    # Words beyond which a line weighs no more.
    MOST_WORDS = 200
    # Lines beyond which what is looked for is far.
    FAR = 300
    # Rows of features, in the order of `second_look.LOOKED`.
    OWN = 0
    NEXT
    MEANS = NEXT + 6
    SUMS = MEANS + 6
    SHARE_ABOVE = SUMS + 6
    ARTICLE
    ARTICLE_BELOW
    EXPECTED
    BELOW_SURE
    ABOVE_SURE
    BETWEEN_SURE
    RUN
    RUN_NEXT = RUN + 9
    RUN_BELOW_START = RUN_NEXT + 12
    RUN_ABOVE_END
    OF_WORDS
    OF_LINES = OF_WORDS + 3


# A run of likely or of unlikely lines of a page: those from `first` to before `past`, their words and how many of those
# are expected to be of the article, in parts; how probable they are on the mean.
cdef struct Run:
    Py_ssize_t first
    Py_ssize_t past
    int64_t article
    int64_t mean


def write_looked(
    const int32_t[::1] probability,
    const int16_t[::1] words,
    const int64_t[::1] borders,
    const int64_t[::1] likely,
    const int64_t[::1] expected,
    int64_t[:, ::1] room,
    int16_t[:, ::1] looked,
):
    """Write every feature of each line into its column.

    `likely` holds of each page the probability from which a line rather is of its article, `expected` the F1 that can
    be expected, both in PARTS. `room` (8 rows) has a column more than the longest page has lines.
    """
    cdef Py_ssize_t page, first, count, at, size
    cdef int64_t* article = &room[0, 0]
    cdef int64_t* weights = &room[1, 0]
    cdef int64_t* scores = &room[2, 0]
    cdef int64_t* own = &room[3, 0]
    cdef Run* runs = <Run*>&room[4, 0]
    for page in range(borders.shape[0] - 1):
        first, count = borders[page], borders[page + 1] - borders[page]
        article[0] = weights[0] = 0
        for at in range(count):
            own[at] = probability[first + at]
            size = min(words[first + at], MOST_WORDS) + 1
            weights[at + 1] = weights[at] + size
            article[at + 1] = article[at] + size * own[at]
            looked[OWN, first + at] = own[at]
        write_near(looked, first, count)
        write_around(looked, first, count, article, weights)
        write_page(looked, first, count, article, expected[page])
        nearest(own, SURE, count, FAR, &looked[BELOW_SURE, first], &looked[ABOVE_SURE, first])
        for at in range(first, first + count):
            looked[BETWEEN_SURE, at] = looked[BELOW_SURE, at] + looked[ABOVE_SURE, at]
        write_runs(looked, first, count, article, weights, own, likely[page], runs)
        for at in range(count):
            scores[at] = floor_of_hundred((own[at] - likely[page]) * (weights[at + 1] - weights[at]))
        write_stretch(looked, first, count, scores, OF_WORDS)
        for at in range(count):
            scores[at] = own[at] - MIDDLE
        write_stretch(looked, first, count, scores, OF_LINES)


cdef inline int64_t floor_of_hundred(int64_t value) noexcept nogil:
    return (value if value >= 0 else value - 99) // 100


cdef void write_near(int16_t[:, ::1] looked, Py_ssize_t first, Py_ssize_t count) noexcept nogil:
    """The probabilities of the next lines."""
    cdef Py_ssize_t by
    for by in range(1, 4):
        shift(&looked[OWN, first], -by, count, &looked[NEXT + 2 * by - 2, first])
        shift(&looked[OWN, first], by, count, &looked[NEXT + 2 * by - 1, first])


cdef void write_around(
    int16_t[:, ::1] looked, Py_ssize_t first, Py_ssize_t count, const int64_t* article, const int64_t* weights
) noexcept nogil:
    """How probable the words above and below are on the mean (-1 where there are none), and how many of them are
    expected to be of the article."""
    cdef Py_ssize_t at, k, size, start, past
    for k in range(3):
        size = 2 << 2 * k
        for at in range(count):
            start, past = max(at - size, 0), min(at + 1 + size, count)
            looked[MEANS + 2 * k, first + at] = mean_of(article[at] - article[start], weights[at] - weights[start])
            looked[MEANS + 2 * k + 1, first + at] = mean_of(
                article[past] - article[at + 1], weights[past] - weights[at + 1]
            )
    for k in range(3):
        size = 4 << 2 * k
        for at in range(count):
            start, past = max(at - size, 0), min(at + 1 + size, count)
            looked[SUMS + 2 * k, first + at] = (article[at] - article[start]) // PARTS
            looked[SUMS + 2 * k + 1, first + at] = (article[past] - article[at + 1]) // PARTS


cdef inline int16_t mean_of(int64_t article, int64_t words) noexcept nogil:
    return article // words if words else -1


cdef void write_page(
    int16_t[:, ::1] looked, Py_ssize_t first, Py_ssize_t count, const int64_t* article, int64_t expected
) noexcept nogil:
    """How much article the page is expected to have, how much of it above and below the line, and how surely."""
    cdef Py_ssize_t at
    cdef int64_t whole = article[count]
    for at in range(count):
        looked[SHARE_ABOVE, first + at] = PARTS * article[at] // max(whole, 1)
        looked[ARTICLE_BELOW, first + at] = clipped((whole - article[at + 1]) // PARTS)
    fill(&looked[ARTICLE, first], count, whole // PARTS)
    fill(&looked[EXPECTED, first], count, expected)


cdef void write_runs(
    int16_t[:, ::1] looked, Py_ssize_t first, Py_ssize_t count, const int64_t* article, const int64_t* weights,
    const int64_t* own, int64_t likely, Run* runs,
) noexcept nogil:
    """The run of likely, or of unlikely, lines that the line is in, and the runs next to it."""
    cdef Py_ssize_t at, k, number = 0
    cdef Run* run = runs
    for at in range(count):
        if at == 0 or (own[at] >= likely) != (own[at - 1] >= likely):
            runs[number].first = at
            number += 1
        runs[number - 1].past = at + 1
    for k in range(number):
        run = &runs[k]
        run.article = article[run.past] - article[run.first]
        run.mean = run.article // (weights[run.past] - weights[run.first])
    for k in range(number):
        write_run(looked, first, &runs[k], article, article[count], own, likely)
        for at in range(4):
            write_next_run(looked, first, &runs[k], runs, k + (at - 2 if at < 2 else at - 1), number, RUN_NEXT + 3 * at)


cdef void write_run(
    int16_t[:, ::1] looked, Py_ssize_t first, const Run* run, const int64_t* article, int64_t whole, const int64_t* own,
    int64_t likely,
) noexcept nogil:
    cdef Py_ssize_t at, place = first + run.first, count = run.past - run.first
    cdef int64_t least = own[run.first], most = least
    for at in range(run.first, run.past):
        least, most = min(least, own[at]), max(most, own[at])
        looked[RUN_BELOW_START, first + at] = clipped(at - run.first)
        looked[RUN_ABOVE_END, first + at] = clipped(run.past - 1 - at)
    fill(&looked[RUN, place], count, least >= likely)
    fill(&looked[RUN + 1, place], count, count)
    fill(&looked[RUN + 2, place], count, run.mean)
    fill(&looked[RUN + 3, place], count, least)
    fill(&looked[RUN + 4, place], count, most)
    fill(&looked[RUN + 5, place], count, run.article // PARTS)
    fill(&looked[RUN + 6, place], count, PARTS * run.article // max(whole, 1))
    fill(&looked[RUN + 7, place], count, PARTS * article[run.first] // max(whole, 1))
    fill(&looked[RUN + 8, place], count, PARTS * (whole - article[run.past]) // max(whole, 1))


cdef void write_next_run(
    int16_t[:, ::1] looked, Py_ssize_t first, const Run* run, const Run* runs, Py_ssize_t other, Py_ssize_t number,
    Py_ssize_t row,
) noexcept nogil:
    """Lines, mean and article of the run with the number `other`; -2 outside the page."""
    cdef Py_ssize_t place = first + run.first, count = run.past - run.first
    cdef bint inside = 0 <= other < number
    fill(&looked[row, place], count, runs[other].past - runs[other].first if inside else -2)
    fill(&looked[row + 1, place], count, runs[other].mean if inside else -2)
    fill(&looked[row + 2, place], count, runs[other].article // PARTS if inside else -2)


cdef void write_stretch(
    int16_t[:, ::1] looked, Py_ssize_t first, Py_ssize_t count, const int64_t* scores, Py_ssize_t row
) noexcept nogil:
    """Where a line stands from the stretch with the greatest sum of scores."""
    cdef Py_ssize_t at, start = 0, end = 0
    best_stretch(scores, count, &start, &end)
    for at in range(count):
        looked[row, first + at] = start <= at <= end
        looked[row + 1, first + at] = clipped(at - start)
        looked[row + 2, first + at] = clipped(end - at)
