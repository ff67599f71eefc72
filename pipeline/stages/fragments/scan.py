"""One pass over lines: their units, which of these hold a function word that only their host's language has, and which
lines hold function words of other languages near each other.

A word is looked up by a hash of its first eight bytes, which tells nearly all words of a text from those searched for;
the few that this does not tell are compared as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.language.panel import Host
from pipeline.language.screens import function_words, own_words, patterns_of, words_of_script
from pipeline.language.scripts import SCRIPTS, UNSPACED

from .boundaries import APOSTROPHE, BEFORE, BEFORE_WORDS, BLANK, BREAK, FIRST, Boundaries, boundaries_of

Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

# Two function words of others are near each other with at most so many words between, and so many bytes.
BETWEEN, NEAR = 2, 48
# Lines are read in pieces of about so many bytes, so that memory is bounded.
PIECE = 500_000

# Scripts with blanks between words.
_SCRIPTS = [script for script in SCRIPTS if script not in UNSPACED]

# What a word is to a host.
OWN, FOREIGN = 1, 2
# Bytes of a word that its hash is made of, bits of the hash, and an odd number near 2**64 over the golden ratio.
HASHED, BITS, FACTOR = 8, 17, np.uint64(0x9E3779B97F4A7C15)
# No function word has more bytes. The key of a longer word, and of none, is 0, which no word has.
LONGEST = 24
_MASKS = np.array([0, *((1 << 8 * min(size, HASHED)) - 1 for size in range(1, LONGEST + 1)), 0], np.uint64)


class _Vocabulary(NamedTuple):
    """The function words of all languages, small and with a capital, in UTF-8. Words of one hash share a number:
    `places` gives it by hash (0: no word has that), `numbers` by word, and `firsts` the first word of each but 0. By
    number, `keys` and `sizes` describe that word, and `single` says that no other has it."""

    words: Mapping[bytes, int]
    places: npt.NDArray[np.uint16]
    numbers: Indices
    firsts: Indices
    keys: Keys
    sizes: Indices
    single: Mask


def _hashes_of(keys: Keys) -> Indices:
    hashes = keys * FACTOR
    hashes >>= np.uint64(64 - BITS)
    return hashes.view(np.int64)


@cache
def _vocabulary() -> _Vocabulary:
    small = frozenset[str]().union(*map(words_of_script, _SCRIPTS))
    # The shortest are the most frequent: each is the first of its number.
    forms = {form.encode() for word in small if len(word) > 1 for form in (word, word.capitalize())}
    words = sorted(forms, key=lambda word: (len(word), word))
    keys = np.frombuffer(b"".join([word[:HASHED].ljust(HASHED, b"\0") for word in words]), np.uint64)
    hashes, firsts, numbers = np.unique(_hashes_of(keys), return_index=True, return_inverse=True)
    places = np.zeros(1 << BITS, np.uint16)
    places[hashes] = np.arange(1, len(hashes) + 1)
    sizes = np.array([len(word) for word in words], np.int64)[firsts]
    keys, sizes = np.append(np.uint64(0), keys[firsts]), np.append(0, sizes)
    single = np.append(True, np.bincount(numbers) == 1)
    return _Vocabulary({word: i for i, word in enumerate(words)}, places, numbers + 1, firsts, keys, sizes, single)


class HostWords(NamedTuple):
    """What function words are to a host: by number whether any word of that number is something to it (`any`) and what
    the first of them is (`first`), and word by word (`each`). `compounds` are those of its own that hold a sign which
    parts words."""

    any: Mask
    first: Bytes
    each: Bytes
    compounds: frozenset[str]


@cache
def host_words(language: str, scripts: frozenset[str]) -> HostWords:
    """What function words are to a host that is written in some scripts; nothing, where it has no blanks between words
    or several scripts."""
    vocabulary, script = _vocabulary(), min(scripts)
    alone = len(scripts) == 1 and script not in UNSPACED
    own = own_words(language, script) if alone and patterns_of(language, scripts).own else frozenset[str]()
    own |= {word.capitalize() for word in own}
    compounds = frozenset(word for word in own if not set(word).isdisjoint(BEFORE_WORDS))
    known = function_words(language, script) if alone else frozenset[str]()
    each = np.zeros(len(vocabulary.words), np.uint8)
    if known:
        each[_places_of(words_of_script(script))] = FOREIGN
        each[_places_of(known)] = 0
    each[_places_of(own - compounds)] = OWN
    by_number = np.zeros(len(vocabulary.keys), np.bool_)
    by_number[vocabulary.numbers[each != 0]] = True
    return HostWords(by_number, np.append(np.uint8(0), each[vocabulary.firsts]), each, compounds)


@cache
def _places_of(words: frozenset[str]) -> Indices:
    """The places of words in the vocabulary, of those that are longer than a letter."""
    places = _vocabulary().words
    return np.array([places[word.encode()] for word in words if len(word) > 1], np.int64)


class _Known(NamedTuple):
    """What function words are to some hosts: `any` and `first` of all of them, host by host, `size` numbers each."""

    hosts: Sequence[HostWords]
    any: Mask
    first: Bytes
    size: int

    def kind(self, word: bytes, host: int) -> int:
        """What a word is to a host."""
        place = _vocabulary().words.get(word)
        return 0 if place is None else int(self.hosts[host].each[place])


def _known_to(hosts: Sequence[Host]) -> _Known:
    words = [host_words(host.language, host.scripts) for host in hosts]
    any_, first = np.concatenate([each.any for each in words]), np.concatenate([each.first for each in words])
    return _Known(words, any_, first, len(_vocabulary().keys))


class Scanned(NamedTuple):
    """Where the units of lines begin, which of them hold a word of the host's own, and the numbers, ascending, of the
    lines in which two words of others stand near each other."""

    units: Indices
    own: Mask
    near: Indices


def scan(data: Bytes, bounds: Indices, owners: Indices, hosts: Sequence[Host]) -> Scanned:
    """The lines between two of the ascending `bounds` (the first of them 0, the last the length of `data`, UTF-8), each
    with the number of its host among `hosts`. No line may be empty, and there must be one.

    A word of the host's own counts between any two signs that part words, another's between two blanks only. Words that
    hold such a sign do not count as the host's own.
    """
    known = _known_to(hosts)
    pieces = [_read(data, bounds, owners, first, last, known) for first, last in _pieces(bounds)]
    return Scanned(*(np.concatenate(parts) for parts in zip(*pieces, strict=True)))


def _pieces(bounds: Indices) -> Iterator[tuple[int, int]]:
    """The numbers of the first line of each piece, and of the one behind its last."""
    first, lines = 0, len(bounds) - 1
    while first < lines:
        last = int(np.searchsorted(bounds, bounds[first] + PIECE, side="right")) - 1
        last = min(max(last, first + 1), lines)
        yield first, last
        first = last


class _Piece(NamedTuple):
    """Lines in UTF-8, the eight bytes from each byte on, the boundaries, and of what follows each of them the number
    of its host's first word among those of all hosts."""

    text: bytes
    keyed: Keys
    boundaries: Boundaries
    bases: Indices


def _read(data: Bytes, bounds: Indices, owners: Indices, first: int, last: int, known: _Known) -> Scanned:
    """What `scan` says of the lines `first` to `last` (exclusive)."""
    start = bounds[first]
    text = data[start : bounds[last]].tobytes()
    boundaries = boundaries_of(text, bounds[first:last] - start)
    at, kinds, behind = boundaries
    keyed = np.ndarray((len(text) + 1,), "<u8", text + bytes(HASHED), strides=(1,))
    piece = _Piece(text, keyed, boundaries, _by_boundary(owners[first:last] * known.size, kinds))
    found, told = _find(piece, _keys_at(keyed, behind), behind, _sizes(at, behind, len(text)), piece.bases, known)
    begun = (kinds & (BREAK | FIRST)) != 0
    units = at.take(np.flatnonzero(begun))
    own = np.zeros(len(units), np.bool_)
    mine = found[((told & OWN) != 0) & ((kinds.take(found) & BEFORE) != 0)]
    own[np.cumsum(begun, dtype=np.int32).take(mine) - 1] = True
    pairs = _near(piece, found[(told & FOREIGN) != 0], known)
    lines = np.searchsorted(bounds, pairs + start, side="right") - 1
    return Scanned(units + start, own, np.unique(lines[0, lines[0] == lines[1]]))


def _by_boundary(of_lines: Indices, kinds: Bytes) -> Indices:
    """For each boundary what stands for its line."""
    if of_lines[0] == of_lines[-1]:
        return np.broadcast_to(of_lines[0], len(kinds))
    firsts = np.flatnonzero((kinds & FIRST) != 0)
    return np.repeat(of_lines, np.diff(np.append(firsts, len(kinds))))


def _sizes(at: Indices, behind: Indices, end: int) -> Indices:
    """The bytes between each boundary and the next, the last of them at the `end`."""
    sizes = np.empty(len(at), np.int64)
    np.subtract(at[1:], behind[:-1], out=sizes[:-1])
    sizes[-1:] = end - behind[-1:]
    return sizes


def _keys_at(keyed: Keys, places: Indices) -> Keys:
    """What stands at ascending places, a piece at a time: numpy copies all that it takes something of."""
    starts = range(0, len(keyed), PIECE)
    cuts = [*np.searchsorted(places, starts), len(places)]
    parts = zip(starts, pairwise(cuts), strict=True)
    return np.concatenate([keyed[at : at + PIECE].take(places[first:last] - at) for at, (first, last) in parts])


def _find(
    piece: _Piece, keys: Keys, begins: Indices, sizes: Indices, bases: Indices, known: _Known
) -> tuple[Indices, Bytes]:
    """The numbers, ascending, of the words that begin at some places of a piece and are something to their host, and
    what. `keys` are the eight bytes from there on."""
    vocabulary = _vocabulary()
    sizes = np.minimum(sizes, LONGEST + 1, out=sizes)
    keys &= _MASKS.take(sizes)
    numbers = vocabulary.places.take(_hashes_of(keys))
    found = np.flatnonzero(known.any.take(numbers + bases))
    numbers, sizes, bases = numbers.take(found), sizes.take(found), bases[found]
    same = (vocabulary.keys.take(numbers) == keys.take(found)) & (vocabulary.sizes.take(numbers) == sizes)
    kinds = np.where(same & (sizes <= HASHED), known.first.take(numbers + bases), 0)
    doubtful = np.flatnonzero((same & (sizes > HASHED)) | ~(same | vocabulary.single.take(numbers)))
    at = begins[found[doubtful]]
    spans = zip((bases[doubtful] // known.size).tolist(), at.tolist(), (at + sizes[doubtful]).tolist(), strict=True)
    kinds[doubtful] = [known.kind(piece.text[begin:end], host) for host, begin, end in spans]
    return found, kinds


def _near(piece: _Piece, found: Indices, known: _Known) -> Indices:
    """Where the blank in front of one word and the blank behind the next stand, for each two words of others, `found`
    or with an apostrophe, that are near each other: two rows."""
    at, kinds, behind = piece.boundaries
    inner = np.flatnonzero((kinds[1:-1] & APOSTROPHE) != 0) + 1
    begins = behind[inner - 1]
    sizes = at[inner + 1] - begins
    compounds, told = _find(piece, piece.keyed[begins], begins, sizes, piece.bases[inner], known)
    inner = inner[compounds[(told & FOREIGN) != 0]]
    firsts, lasts = np.append(found, inner - 1), np.append(found, inner) + 1
    inside = np.flatnonzero(lasts < len(at))
    inside = inside[((kinds[firsts[inside]] & kinds[lasts[inside]]) & BLANK) != 0]
    inside = inside[np.argsort(firsts[inside])]
    starts, ends = at[firsts[inside]], at[lasts[inside]]
    close = np.flatnonzero(np.diff(starts) <= NEAR)
    pairs = zip(starts[close].tolist(), starts[close + 1].tolist(), strict=True)
    few = [piece.text.count(b" ", first, second) <= BETWEEN + 1 for first, second in pairs]
    close = close[np.array(few, np.bool_)]
    return np.stack((starts[close], ends[close + 1]))
