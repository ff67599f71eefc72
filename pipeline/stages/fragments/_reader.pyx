"""Lines read as UTF-8, once for each host that they have: which hold letters of other scripts, and which stretches of
the others a detector is to be asked about. What is looked for is said by tables, some of them with a row for each host.

A stretch is a unit, which stands between two breaks, or a window of a few words.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from pipeline.document.bits cimport lowest
from pipeline.document.utf8 cimport point_at, width_of

from pipeline.language.detectors import MOST_CHARACTERS

from ._bytes cimport LETTERED, LONGER, SMALL, behind_ascii, count_small, hash_of, is_capital, is_small
from ._bytes cimport key_of, shape_of, word_end
from ._signs cimport signs_among

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


# What stands in front of an apostrophe: the sign before it, where what is behind that begins, and what it is.
cdef struct Joined:
    Py_ssize_t sign
    Py_ssize_t behind
    uint8_t last


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
        const int32_t[::1] points,
        const int32_t[::1] codes,
        const int64_t[::1] borders,
        const int64_t[::1] hosts,
        int32_t[:, ::1] seen,
        uint8_t[::1] chosen,
    ):
        """Choose lines that could hold something foreign to their host. Line i is the one between two of the `offsets`
        of `data` that `codes[i]` numbers, with so many `points`; those from `borders[j]` to `borders[j + 1]` are of the
        host `hosts[j]`. `seen` is -1 twice for each distinct line; it will be the host that it was last read for, and
        whether chosen."""
        cdef Py_ssize_t row, line, code
        self.data = data
        for row in range(hosts.shape[0]):
            self.host = hosts[row]
            for line in range(borders[row], borders[row + 1]):
                code = codes[line]
                if seen[code, 0] != self.host:
                    seen[code, 0] = <int32_t>self.host
                    seen[code, 1] = self._is_chosen(offsets[code], offsets[code + 1], points[code])
                chosen[line] = <uint8_t>seen[code, 1]

    cdef bint _is_chosen(self, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t points) except -1:
        cdef uint8_t sought = self.sought[self.host]
        cdef bint odd = False, near = False
        if end - begin < FEWEST_BYTES:
            return False
        # No letter of ASCII is strange.
        if points < end - begin and self._is_strange(begin, end, &odd):
            return True
        if sought & LATIN and self._holds_latin_sentence(begin, end):
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
        cdef Py_ssize_t block, at, sign, before = begin, behind = begin, unit = begin, foreign = begin - NEAR - 1
        cdef Py_ssize_t blanks = 0, blanks_in_front = 0, blanks_before = 0
        cdef uint8_t lead, kind, word, last = BEFORE, heard = 0
        cdef Joined joined = Joined(begin, begin, 0)
        cdef uint64_t bits
        for block in range(begin, end + 1, 64):
            bits = self._signs_in(block, end)
            while bits:
                at = block + lowest(bits)
                bits &= bits - 1
                lead = self.data[at] if at < end else 0
                kind = self.by_byte[lead] if at < end else BREAK
                if kind == WIDE:
                    kind = self.by_point[point_at(self.data, at)] & SIGNS
                if not kind:
                    continue
                word = last & self._kind_of(behind, at)
                if last & APOSTROPHE:
                    word |= joined.last & self._kind_of(joined.behind, at)
                heard |= word
                if word & kind & FOREIGN:
                    sign = joined.sign if last & APOSTROPHE else before
                    near[0] |= sign - foreign <= NEAR and blanks - blanks_before <= BETWEEN + 1
                    foreign, blanks_before = sign, blanks
                if kind & BREAK:
                    if not heard & OWN and self._is_foreign_unit(unit, at, blanks - blanks_in_front):
                        return True
                    unit, heard, blanks_in_front = at, 0, blanks
                blanks += kind & BLANK
                if kind & APOSTROPHE:
                    joined = Joined(before, behind, last)
                before, behind, last = at, at + width_of(lead), kind
        return False

    cdef bint _is_foreign_unit(self, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t blanks) except -1:
        """Whether a unit with so many blanks, without a word of the host's own, is more than a name, and foreign."""
        cdef uint8_t alone = self.alone[self.host]
        if end - begin < FEWEST_BYTES:
            return False
        if not alone and (blanks < FEWEST_WORDS - 1 or not self._holds_small_words(begin, end)):
            return False
        if alone and not self._is_dense(begin, end, alone):
            return False
        return self._is_foreign(begin, end, True)

    cdef inline uint64_t _signs_in(self, Py_ssize_t begin, Py_ssize_t end) noexcept:
        """A bit for each of the 64 bytes from `begin` on that may begin a sign of a line, and for its end."""
        cdef Py_ssize_t left = self.data.shape[0] - begin
        cdef const uint8_t* text = &self.data[0] + begin
        cdef uint8_t[64] rest
        cdef uint64_t bits
        if left < 64:
            memset(rest, 0, 64)
            memcpy(rest, text, left)
            text = rest
        bits = signs_among(text, &self.by_byte[0])
        return bits if end - begin >= 64 else bits & ((<uint64_t>1 << (end - begin)) - 1) | <uint64_t>1 << (end - begin)

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
                if size <= 8 or not memcmp(&self.letters[self.starts[number - 1]], &self.data[begin], size):
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
