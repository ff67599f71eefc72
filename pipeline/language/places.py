"""Where documents are read for their language."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from . import _places

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

# A document is read at so many places, so many characters each: 400 characters name most languages, 800 a doubtful one
# as well as 2,000 do, and at many places one foreign paragraph does not decide. What takes long to ask reads no more
# than the 400.
PLACES, PLACE, WIDE_PLACE = 8, 50, 100

# Addresses, handles, hashtags: a document's language does not show in them.
_BLANK = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ADDRESS_RE = re.compile(rf"(?<![^{_BLANK}])(?:[@#]|[^{_BLANK}@:/]*+(?:@|://))[^{_BLANK}]++|www\.[^{_BLANK}]++")


def places(text: str, size: int = PLACE) -> str:
    """A line of at most `PLACES` times `size` characters, taken evenly from the whole of `text`, without addresses."""
    data = np.frombuffer(text.encode("utf-8", "replace"), np.uint8)
    return places_of(data, np.zeros(1, np.int64), np.array([len(data)]), size)[0].decode()


def places_of(data: Bytes, starts: Counts, ends: Counts, size: int = PLACE) -> list[bytes]:
    """As `places`, in UTF-8, of each text that stands between one of `starts` and one of `ends` of UTF-8 `data`."""
    room = np.minimum(ends - starts + PLACES, PLACES * (4 * size + 1)).sum()
    out, bounds, signs = np.empty(room, np.uint8), np.zeros(len(starts) + 1, np.int64), np.empty(len(starts), np.uint8)
    _places.cut(data, starts, ends, PLACES, size, out, bounds, signs)
    read = out[: bounds[-1]].tobytes()
    parts = [read[first:last] for first, last in pairwise(bounds.tolist())]
    for row in np.flatnonzero(signs).tolist():
        parts[row] = _ADDRESS_RE.sub(" ", parts[row].decode()).encode()
    return parts
