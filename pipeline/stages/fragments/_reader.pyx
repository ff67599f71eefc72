"""Lines read as UTF-8, once for each host that they have: which hold letters of other scripts, and which stretches of
the others a detector is to be asked about. What is looked for is said by tables, some of them with a row for each host.

A stretch is a unit, which stands between two breaks, or a window of a few words.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from pipeline.document.utf8 cimport point_at, width_of

from pipeline.language.detectors import MOST_CHARACTERS

from ._bytes cimport LETTERED, LONGER, SMALL, behind_ascii, count_small, hash_of, is_capital, is_small
from ._bytes cimport key_of, shape_of, word_end
from ._signs cimport PIECE, Signs, begin_signs, keep_last

# What a sign that parts words is: a blank, an apostrophe, what may stand in front of words, a break. What a letter is:
# of kana, of a language that has signs of its own, of a script without blanks, of one that parts Latin sentences.
cpdef enum:
    BLANK = 1
    APOSTROPHE = 2
    BEFORE = 4
    BREAK = 8
    KANA = 16
    CHINESE = 32
    DENSE = 64
    PARTING = 128

# A byte that may begin such a sign beyond ASCII.
cpdef enum:
    WIDE = 16

# What a letter is to a host: of another script, or perhaps one that its language lacks.
cpdef enum:
    STRANGE = 1
    LACKED = 2

# What a word is to a host: of its language alone, or of others. It counts behind a sign of the same bit.
cpdef enum:
    OWN = 4
    FOREIGN = 1

# What is sought in the lines of a host: sentences in Latin letters, and what is in other languages of its script; two
# kana in a row show the latter.
cpdef enum:
    LATIN = 1
    LANGUAGES = 2
    KANA_TOO = 4

cpdef enum:
    # Shorter lines and units are not looked at. Bytes.
    FEWEST_BYTES = 8
    # Letters of another script from which a line is looked at: fewer make no fragment.
    FEWEST_STRANGE = 6
    # Small words in Latin letters that make a sentence.
    FEWEST_LATIN = 3
    # Two function words of others are near each other with at most so many words between, and so many bytes.
    BETWEEN = 2
    NEAR = 48
    # Windows are of so many words, moved by so many, and hold so many small ones.
    WINDOW = 4
    SHIFT = 2
    FEWEST_SMALL = 2
    # A unit that is more than a name has so many words, or letters in a row where its script has no blanks.
    FEWEST_WORDS = 3
    FEWEST_DENSE = 6
    # Bits of a word's place in the vocabulary, the bits of its number there, and the one that says that this is not
    # enough: that there are words behind it, or that it has more than eight bytes.
    BITS = 15
    NUMBER = 32767
    LOOK_ON = 32768

cdef Py_ssize_t MOST_READ = MOST_CHARACTERS

cdef enum:
    SIGNS = BLANK | APOSTROPHE | BEFORE | BREAK
    PLACES = (1 << BITS) - 1


def place_words(
    const uint8_t[::1] letters,
    const int32_t[::1] starts,
    uint16_t[::1] places,
    uint64_t[::1] keys,
    uint8_t[::1] sizes,
):
    """Say where words are found that begin at `starts` of `letters`, the last of which is where they end.

    The number of each, from 1 on, is written into `places`, 2 ** BITS zeros: where its first bytes say, or in one of
    the places behind that. `keys` and `sizes` will be the first bytes of each and how many it has.
    """
    cdef Py_ssize_t word, place, begin
    for word in range(1, starts.shape[0]):
        begin = starts[word - 1]
        sizes[word] = <uint8_t>(starts[word] - begin)
        keys[word] = key_of(&letters[begin], sizes[word], letters.shape[0] - begin)
        place = hash_of(keys[word], BITS)
        while places[place]:
            places[place] |= LOOK_ON
            place = (place + 1) & PLACES
        places[place] = <uint16_t>(word | (LOOK_ON if sizes[word] > 8 else 0))


cdef class Reader:
    """Reads lines by some `scan.Tables`, and asks about stretches: `detect` names the language of a text, and of one
    that is none of the host's `labels` `is_suspect(host, text, unit)` says whether it is foreign."""

    cdef const uint8_t[::1] data, by_byte, by_point, letters, sizes, sought, alone
    cdef const int32_t[::1] starts
    cdef const uint16_t[::1] places
    cdef const uint64_t[::1] keys
    cdef const uint8_t[:, ::1] marks, lacked, words
    cdef Py_ssize_t host
    cdef object detect, is_suspect
    cdef list labels

    def __init__(self, tables, list labels, detect, is_suspect):
        self.by_byte, self.by_point, vocabulary, self.marks, self.lacked, self.words, self.sought, self.alone = tables
        self.letters, self.starts, self.places, self.keys, self.sizes, _ = vocabulary
        self.labels, self.detect, self.is_suspect = labels, detect, is_suspect

    def read(
        self,
        const uint8_t[::1] data,
        const int32_t[::1] offsets,
        const int32_t[::1] codes,
        const int64_t[::1] borders,
        const int64_t[::1] hosts,
        int32_t[:, ::1] seen,
        uint8_t[::1] chosen,
    ):
        """Choose lines that could hold something foreign to their host. Line i is the one between two of the `offsets`
        of `data` that `codes[i]` numbers; those from `borders[j]` to `borders[j + 1]` are of the host `hosts[j]`.
        `seen` is -1 twice for each distinct line; it will be the host that it was last read for, and whether chosen."""
        cdef Py_ssize_t row, line, code
        self.data = data
        for row in range(hosts.shape[0]):
            self.host = hosts[row]
            for line in range(borders[row], borders[row + 1]):
                code = codes[line]
                if seen[code, 0] != self.host:
                    seen[code, 0] = <int32_t>self.host
                    seen[code, 1] = self._is_chosen(offsets[code], offsets[code + 1])
                chosen[line] = <uint8_t>seen[code, 1]

    cdef bint _is_chosen(self, Py_ssize_t begin, Py_ssize_t end) except -1:
        cdef uint8_t sought = self.sought[self.host]
        cdef bint odd = False, near = False
        if end - begin < FEWEST_BYTES:
            return False
        if self._is_strange(begin, end, &odd) or (sought & LATIN and self._holds_latin_sentence(begin, end)):
            return True
        if not sought & LANGUAGES:
            return False
        if self._holds_foreign_unit(begin, end, &near):
            return True
        near = near or (sought & KANA_TOO and self._holds_two_kana(begin, end))
        return (near or odd) and self._holds_foreign_window(begin, end, near)

    cdef bint _is_foreign(self, Py_ssize_t begin, Py_ssize_t end, bint unit) except -1:
        """Whether detectors find a stretch foreign to the host."""
        cdef str text = (<const char*>&self.data[0])[begin:end].decode("utf-8")
        return self.detect(text[:MOST_READ]) != self.labels[self.host] and self.is_suspect(self.host, text, unit)

    cdef bint _is_strange(self, Py_ssize_t begin, Py_ssize_t end, bint* odd) noexcept:
        """Whether a line has enough letters of other scripts; `odd` will say whether one that its language lacks."""
        cdef const uint8_t* text = &self.data[0]
        cdef const uint8_t* marks = &self.marks[self.host, 0]
        cdef Py_ssize_t at = begin, strange = 0
        cdef uint8_t lead, mark
        while at < end:
            lead = text[at]
            if lead < 0x80:
                at = behind_ascii(text, at + 1, end)
                continue
            mark = marks[(lead & 0x3F) << 6 | text[at + 1] & 0x3F]
            if mark:
                strange += mark == STRANGE
                if strange == FEWEST_STRANGE:
                    return True
                odd[0] |= mark == LACKED and self.lacked[self.host, point_at(self.data, at)]
            at += width_of(lead)
        return False

    cdef bint _holds_lacked(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """Whether a stretch holds a letter that the language of its host lacks."""
        cdef Py_ssize_t at
        cdef uint8_t lead
        for at in range(begin, end):
            lead = self.data[at]
            if lead >= 0xC0 and self.marks[self.host, (lead & 0x3F) << 6 | self.data[at + 1] & 0x3F] == LACKED:
                if self.lacked[self.host, point_at(self.data, at)]:
                    return True
        return False

    cdef bint _holds_latin_sentence(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """Whether a line has enough small words in Latin letters with no letter of another script between them."""
        cdef Py_ssize_t at = begin, words = 0
        cdef uint32_t point
        cdef bint inside = False
        if count_small(&self.data[0], begin, end) < FEWEST_LATIN:
            return False
        while at < end:
            point = point_at(self.data, at)
            at += width_of(self.data[at])
            if point < 0xC0:
                if not inside and is_small(point):
                    words += 1
                inside = is_small(point) or is_capital(point)
            else:
                if point < 0x10000 and self.by_point[point] & PARTING:
                    words = 0
                elif not inside and 0xDF <= point <= 0xFF and point != 0xF7:
                    words += 1
                inside = True
            if words == FEWEST_LATIN:
                return True
        return False

    cdef bint _holds_two_kana(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        cdef Py_ssize_t at = begin, kana = 0
        cdef uint32_t point
        while at < end and kana < 2:
            point = point_at(self.data, at)
            at += width_of(self.data[at])
            kana = kana + 1 if point < 0x10000 and self.by_point[point] & KANA else 0
        return kana == 2

    cdef bint _holds_foreign_unit(self, Py_ssize_t begin, Py_ssize_t end, bint* near) except -1:
        """Whether a line has a unit that is foreign; `near` will say whether words of others are near each other."""
        cdef Signs signs
        cdef Py_ssize_t i, count, sign, piece = begin, unit = begin
        cdef Py_ssize_t blanks = 0, foreign = begin - NEAR - 1, blanks_before = 0
        cdef uint8_t word, heard = 0
        begin_signs(&signs, <int32_t>begin, BEFORE)
        while piece < end:
            count = self._find_signs(&signs, piece, end)
            self._find_words(&signs, count)
            for i in range(2, count):
                word = signs.words[i]
                heard |= word
                if word & signs.kinds[i] & FOREIGN:
                    sign = signs.at[i - 2 if signs.kinds[i - 1] & APOSTROPHE else i - 1]
                    near[0] |= sign - foreign <= NEAR and blanks - blanks_before <= BETWEEN + 1
                    foreign, blanks_before = sign, blanks
                if signs.kinds[i] & BREAK:
                    if not heard & OWN and self._is_foreign_unit(unit, signs.at[i]):
                        return True
                    unit, heard = signs.at[i], 0
                blanks += signs.kinds[i] & BLANK
            keep_last(&signs, count)
            piece += PIECE
        return False

    cdef bint _is_foreign_unit(self, Py_ssize_t begin, Py_ssize_t end) except -1:
        """Whether a unit without a word of the host's own is more than a name, and foreign."""
        cdef uint8_t alone = self.alone[self.host]
        if end - begin < FEWEST_BYTES:
            return False
        if not (self._is_dense(begin, end, alone) if alone else self._holds_small_words(begin, end)):
            return False
        return self._is_foreign(begin, end, True)

    cdef Py_ssize_t _find_signs(self, Signs* signs, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """Find the signs that part words in a piece of a line, the end of which is a break; the number behind them."""
        cdef const uint8_t* text = &self.data[0]
        cdef const uint8_t* by_byte = &self.by_byte[0]
        cdef int32_t at, behind, last = <int32_t>min(end, begin + PIECE)
        cdef Py_ssize_t i, found = 2, count = 2
        cdef uint8_t kind
        for at in range(<int32_t>begin, last):
            # Without a branch, which nobody could foretell.
            signs.at[found] = at
            found += by_byte[text[at]] != 0
        for i in range(2, found):
            at = signs.at[i]
            kind, behind = by_byte[text[at]], at + 1
            if kind == WIDE:
                kind, behind = self.by_point[point_at(self.data, at)] & SIGNS, at + width_of(text[at])
            signs.at[count], signs.behind[count], signs.kinds[count] = at, behind, kind
            count += kind != 0
        if last == end:
            signs.at[count], signs.behind[count], signs.kinds[count] = last, last, BREAK
            count += 1
        return count

    cdef void _find_words(self, Signs* signs, Py_ssize_t count) noexcept:
        """Find what the words in front of signs, also with an apostrophe in them, are to the host."""
        cdef Py_ssize_t i
        cdef uint8_t held = 0
        if self.alone[self.host]:
            memset(signs.words, 0, count)
            return
        for i in range(2, count):
            signs.words[i] = signs.kinds[i - 1] & self._kind_of(signs.behind[i - 1], signs.at[i])
            held |= signs.kinds[i - 1]
        for i in range(2, count if held & APOSTROPHE else 0):
            if signs.kinds[i - 1] & APOSTROPHE:
                signs.words[i] |= signs.kinds[i - 2] & self._kind_of(signs.behind[i - 2], signs.at[i])

    cdef inline uint8_t _kind_of(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """What a word is to the host."""
        cdef Py_ssize_t size = end - begin
        cdef uint64_t key = key_of(&self.data[0] + begin, size, self.data.shape[0] - begin)
        cdef uint16_t number = self.places[hash_of(key, BITS)]
        cdef uint64_t unlike
        if number & LOOK_ON:
            return self._kind_of_any(begin, size, hash_of(key, BITS), key)
        # Without a branch, which nobody could foretell.
        unlike = (self.keys[number] ^ key) | (self.sizes[number] ^ <uint64_t>size)
        return self.words[self.host, number] & -<uint8_t>(unlike == 0)

    cdef uint8_t _kind_of_any(self, Py_ssize_t begin, Py_ssize_t size, Py_ssize_t place, uint64_t key) noexcept:
        """The same of a word whose place does not tell."""
        cdef Py_ssize_t number, look_on = LOOK_ON
        while look_on:
            number, look_on = self.places[place] & NUMBER, self.places[place] & LOOK_ON
            if number and self.keys[number] == key and self.sizes[number] == size:
                if not memcmp(&self.letters[self.starts[number - 1]], &self.data[begin], size):
                    return self.words[self.host, number]
            place = (place + 1) & PLACES
        return 0

    cdef bint _is_dense(self, Py_ssize_t begin, Py_ssize_t end, uint8_t alone) noexcept:
        """Whether a unit has enough letters in a row of scripts without blanks, and none that only its host has."""
        cdef Py_ssize_t at = begin, dense = 0
        cdef bint enough = False
        cdef uint32_t point
        cdef uint8_t kind
        while at < end:
            point = point_at(self.data, at)
            at += width_of(self.data[at])
            kind = self.by_point[point] if point < 0x10000 else 0
            if kind & alone:
                return False
            dense = dense + 1 if kind & DENSE else 0
            enough |= dense == FEWEST_DENSE
        return enough

    cdef bint _holds_small_words(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """Whether a unit has enough words with a letter in a row, and two small ones, the last of more than a letter,
        with no two blanks between them."""
        cdef const uint8_t* text = &self.data[0]
        cdef Py_ssize_t at = begin, behind, lettered = 0
        cdef bint follows = False, small = False
        cdef int shape
        while at < end:
            behind = word_end(text, at, end)
            shape = shape_of(text, at, behind)
            if at == behind:
                follows = False
            elif not shape & LETTERED and lettered < FEWEST_WORDS:
                lettered = 0
            elif lettered < FEWEST_WORDS:
                lettered += 1
            small |= follows and shape & LONGER != 0
            if small and lettered == FEWEST_WORDS:
                return True
            follows |= shape & SMALL != 0
            at = behind + 1
        return False

    cdef bint _holds_foreign_window(self, Py_ssize_t begin, Py_ssize_t end, bint every) except -1:
        """Whether a line has a foreign window, of all with enough small words, or of those with a letter too that the
        host's language lacks."""
        cdef const uint8_t* text = &self.data[0]
        cdef Py_ssize_t at = begin, behind, words, small, next_one = begin
        while True:
            behind, words, small = at, 0, 0
            while True:
                words += 1
                small += not (behind < end and (<Py_UCS4>point_at(self.data, behind)).isupper())
                behind = word_end(text, behind, end)
                if words == SHIFT:
                    next_one = behind + 1
                if behind == end or words == WINDOW:
                    break
                behind += 1
            if words < WINDOW and at > begin:
                return False
            if small >= FEWEST_SMALL and (every or self._holds_lacked(at, behind)):
                if self._is_foreign(at, behind, False):
                    return True
            if behind == end:
                return False
            at = next_one
