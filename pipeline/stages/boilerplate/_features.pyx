"""Features of the lines of whole pages, page by page."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t

from pipeline.document.layout import LONG_LENGTH, PROSE_LENGTH, SHORT_LENGTH
from pipeline.stages.boilerplate.kinds cimport (
    CAPITALISED, CASED, COLON, COMMA, COMMAS, DIGITS, IS_BULLET, LAST_SIGN, LETTERS, SENTENCE, SEPARATORS, SHORT_WORDS,
    WIDTH,
)
from pipeline.stages.boilerplate.pages cimport best_stretch, clipped, fill, nearest, shift

cdef enum:
    # Width above which a line of prose weighs no more.
    PROSE_WIDTH = 500
    # Lines beyond which what is looked for is far.
    FAR = 300
    # Rows of features, in the order of `features.FEATURES`; those before are measures of the line.
    REPEATED = 17
    IN_STRETCH
    RULED
    BELOW_START
    ABOVE_END
    PAGE
    FROM_TOP = PAGE + 8
    FROM_BOTTOM
    POSITION
    PROSE_ABOVE
    BELOW_PROSE
    ABOVE_PROSE
    BETWEEN_PROSE
    NEXT
    # What is summed over neighbours, in the order of `features.SUMMED`.
    SUMMED = 12

cdef Py_ssize_t LONG = LONG_LENGTH, PROSE = PROSE_LENGTH, SHORT = SHORT_LENGTH


def write_features(
    const int16_t[:, ::1] own,
    const int64_t[::1] lines,
    const int64_t[::1] borders,
    const uint8_t[::1] ruled,
    const int64_t[:, ::1] next_lines,
    const int64_t[::1] windows,
    int32_t[::1] times,
    int64_t[:, ::1] room,
    int16_t[:, ::1] running,
    int16_t[:, ::1] features,
):
    """Write every feature of each line into its column; the measures of line i are in row `lines[i]` of `own`.

    `next_lines` holds the measures to take of neighbours, each with the neighbour's place, `windows` the numbers of
    lines to sum over. `times` holds a 0 for each row of `own`; `room` (2 rows) has as many columns as the longest page
    has lines, `running` (SUMMED rows) one more.
    """
    cdef Py_ssize_t page, first, count, k
    cdef int64_t* weights = &room[0, 0]
    for page in range(borders.shape[0] - 1):
        first, count = borders[page], borders[page + 1] - borders[page]
        write_own(own, lines, ruled, times, features, first, count)
        write_stretch(features, first, count, &room[1, 0])
        write_places(features, first, count, weights)
        write_page(own, lines, features, first, count, weights)
        for k in range(next_lines.shape[0]):
            shift(&features[next_lines[k, 0], first], next_lines[k, 1], count, &features[NEXT + k, first])
        sum_up(features, first, count, running)
        for k in range(windows.shape[0]):
            write_window(running, windows[k], count, features, NEXT + next_lines.shape[0] + 2 * SUMMED * k, first)


cdef inline bint is_prose(const int16_t[:, ::1] features, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t width = features[WIDTH, at]
    return width >= LONG or width >= PROSE and features[SENTENCE, at] > 0


cdef void write_own(
    const int16_t[:, ::1] own, const int64_t[::1] lines, const uint8_t[::1] ruled, int32_t[::1] times,
    int16_t[:, ::1] features, Py_ssize_t first, Py_ssize_t count,
) noexcept nogil:
    cdef Py_ssize_t at, k
    for at in range(first, first + count):
        times[lines[at]] += 1
        for k in range(REPEATED):
            features[k, at] = own[lines[at], k]
        features[RULED, at] = ruled[at]
    for at in range(first, first + count):
        features[REPEATED, at] = min(times[lines[at]], 5)
    for at in range(first, first + count):
        times[lines[at]] = 0


cdef void write_stretch(int16_t[:, ::1] features, Py_ssize_t first, Py_ssize_t count, int64_t* scores) noexcept nogil:
    """Where a line stands from the stretch of its page that looks most like prose."""
    cdef Py_ssize_t at, start = 0, end = 0
    for at in range(count):
        scores[at] = score_of(features, first + at)
    best_stretch(scores, count, &start, &end)
    for at in range(count):
        features[IN_STRETCH, first + at] = start <= at <= end
        features[BELOW_START, first + at] = clipped(at - start)
        features[ABOVE_END, first + at] = clipped(end - at)


cdef int64_t score_of(const int16_t[:, ::1] features, Py_ssize_t at) noexcept nogil:
    """What a line says for or against being part of an article, as `document.layout` weighs lines, in hundredths."""
    cdef int64_t width = features[WIDTH, at], last = features[LAST_SIGN, at]
    if width < LONG and features[SEPARATORS, at] > 0:
        return -225
    if is_prose(features, at):
        return 2 * min(width, PROSE_WIDTH)
    if features[SENTENCE, at] > 0 and width >= 20:
        return 0
    if last == COLON or last == COMMA:
        return -40
    return -75 if width < SHORT else 50 * features[COMMAS, at] - 40


cdef void write_places(int16_t[:, ::1] features, Py_ssize_t first, Py_ssize_t count, int64_t* weights) noexcept nogil:
    """Where a line stands from the edges of its page and from the lines of prose around it."""
    cdef Py_ssize_t at
    cdef int64_t before = 0, heavy = 0
    for at in range(count):
        weights[at] = min(features[WIDTH, first + at], PROSE_WIDTH) if is_prose(features, first + at) else 0
        heavy += weights[at]
    nearest(weights, 1, count, FAR, &features[BELOW_PROSE, first], &features[ABOVE_PROSE, first])
    for at in range(count):
        features[FROM_TOP, first + at] = min(at, 500)
        features[FROM_BOTTOM, first + at] = min(count - 1 - at, 500)
        features[POSITION, first + at] = 1000 * at // count
        features[PROSE_ABOVE, first + at] = 1000 * before // max(heavy, 1)
        before += weights[at]
    for at in range(first, first + count):
        features[BETWEEN_PROSE, at] = min(features[BELOW_PROSE, at] + features[ABOVE_PROSE, at], 400)


cdef void write_page(
    const int16_t[:, ::1] own, const int64_t[::1] lines, int16_t[:, ::1] features, Py_ssize_t first, Py_ssize_t count,
    const int64_t* weights,
) noexcept nogil:
    """What the lines of a page have in common."""
    cdef Py_ssize_t at
    cdef int64_t width, prose = 0, heavy = 0, wide = 0, of_prose = 0, short = 0, bullets = 0, inside = 0
    cdef int64_t letters = 0, cased = 0
    for at in range(count):
        width = features[WIDTH, first + at]
        wide += width
        heavy += weights[at]
        prose += weights[at] > 0
        of_prose += width if weights[at] > 0 else 0
        inside += weights[at] * features[IN_STRETCH, first + at]
        short += width < SHORT and features[SENTENCE, first + at] == 0
        bullets += features[IS_BULLET, first + at]
        letters += own[lines[first + at], LETTERS]
        cased += own[lines[first + at], CASED]
    heavy = max(heavy, 1)
    fill(&features[PAGE, first], count, count)
    fill(&features[PAGE + 1, first], count, prose)
    fill(&features[PAGE + 2, first], count, heavy)
    fill(&features[PAGE + 3, first], count, 1000 * of_prose // max(wide, 1))
    fill(&features[PAGE + 4, first], count, 1000 * short // count)
    fill(&features[PAGE + 5, first], count, 1000 * bullets // count)
    fill(&features[PAGE + 6, first], count, 1000 * inside // heavy)
    fill(&features[PAGE + 7, first], count, 1000 * cased // max(letters, 1))


cdef void sum_up(
    const int16_t[:, ::1] features, Py_ssize_t first, Py_ssize_t count, int16_t[:, ::1] running
) noexcept nogil:
    """Running sums of what neighbours are told by. They may pass 16 bits and begin anew: their differences do not, for
    32 lines of the widest prose stay within."""
    cdef Py_ssize_t at, k
    cdef int16_t width
    cdef bint prose, sentence
    cdef int16_t[SUMMED] values
    cdef int16_t[SUMMED] sums
    for k in range(SUMMED):
        running[k, 0] = sums[k] = 0
    for at in range(first, first + count):
        width, prose, sentence = features[WIDTH, at], is_prose(features, at), features[SENTENCE, at] > 0
        values[0] = min(width, PROSE_WIDTH)
        values[1] = values[0] if prose else 0
        values[2] = width < SHORT and not sentence
        values[3] = width >= SHORT and not prose
        values[4] = sentence and features[IS_BULLET, at] == 0
        values[5] = features[IS_BULLET, at]
        values[6] = features[CAPITALISED, at] > 600
        values[7] = min(features[SHORT_WORDS, at], 15)
        values[8] = features[SEPARATORS, at] > 0
        values[9] = features[DIGITS, at] > 150
        values[10] = features[REPEATED, at] > 1
        values[11] = features[RULED, at]
        for k in range(SUMMED):
            sums[k] += values[k]
            running[k, at - first + 1] = sums[k]


cdef void write_window(
    const int16_t[:, ::1] running, Py_ssize_t size, Py_ssize_t count, int16_t[:, ::1] features, Py_ssize_t row,
    Py_ssize_t first,
) noexcept nogil:
    """Sums over `size` lines above and below each line, within its page."""
    cdef Py_ssize_t at, k, near = min(size, count)
    cdef const int16_t* sums
    cdef int16_t* above
    cdef int16_t* below
    for k in range(SUMMED):
        sums, above, below = &running[k, 0], &features[row + k, first], &features[row + SUMMED + k, first]
        for at in range(near):
            above[at] = sums[at] - sums[0]
        for at in range(near, count):
            above[at] = sums[at] - sums[at - near]
        for at in range(count - near):
            below[at] = sums[at + 1 + near] - sums[at + 1]
        for at in range(count - near, count):
            below[at] = sums[count] - sums[at + 1]
