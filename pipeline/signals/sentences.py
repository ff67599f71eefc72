"""Sentences, as the marks of each script show them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .view import View, share
from .words import Mask, counts_of, mask_of, sums

# Unicode's Sentence_Terminal beyond ASCII (Unicode 17), with the marks that end a sentence in Tibetan and small and
# full-width full stops.
TERMINALS = (
    "\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u0f08\u0f0d-\u0f12"
    "\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u17da\u1803\u1809\u1944\u1945"
    "\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d-\u1b7f\u1c3b\u1c3c\u1c7e\u1c7f\u203c\u203d"
    "\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e53\u2e54\u2e60\u2e61\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7"
    "\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe52"
    "\ufe56\ufe57\uff01\uff0e\uff1f\uff61\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89"
    "\U00011047\U00011048\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd"
    "\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9\U000113d4\U000113d5"
    "\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7\U00011641\U00011642"
    "\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43\U00011a9b\U00011a9c"
    "\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44\U00016a6e\U00016a6f\U00016af5"
    "\U00016b37\U00016b38\U00016b44\U00016d6e\U00016d6f\U00016e98\U0001bc9f\U0001da88"
)
CLOSERS = r"""[\p{Pe}\p{Pf}\p{Pi}"'*\s\x{200E}\x{200F}\x{2069}]*"""
"""Closing quotes and brackets, emphasis and marks of direction."""
_NOTES = r"(?:\[\p{Nd}+\])*"
# ":" and ";" where Armenian and Greek type them for their own marks, a doubled word space in Ethiopic, "|" for a danda.
_OWN_MARKS = r"\p{Armenian}:|\p{Greek};|\p{Ethiopic}(?:::|\x{1361}\x{1361})|[\p{Devanagari}\p{Bengali}]\s?\|"
_ENDED = rf"(?:[.!?{TERMINALS}]|{_OWN_MARKS}){CLOSERS}{_NOTES}$"
_ENDED_TOKEN = rf"(?:[.!?]|{_OWN_MARKS}){CLOSERS}{_NOTES}$"
_ABBREVIATED = r"""^[\p{Ps}\p{Pi}"']*(?:\pL|\p{Nd}+)\.$"""
ELLIPSIS = rf"(?:\.\.|…)[.…]*{CLOSERS}$"
# Lines in scripts that have no mark for the end of a sentence, perhaps with the number of a note.
_UNMARKED = r"[\p{Thai}\p{Lao}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}]\p{Nd}*" + CLOSERS + "$"
_TAIL = 24


def tails(view: View) -> pa.StringArray:
    """The last 24 code points of each line."""
    return pc.utf8_slice_codeunits(view.lines.values, -_TAIL, None)


def matches(strings: pa.StringArray, pattern: str) -> Mask:
    """Whether `pattern` is found in each string."""
    return mask_of(pc.match_substring_regex(strings, pattern))


def sentence_end_share(view: View) -> pa.Array:
    """Lines that end as a sentence ends in their script (C4, Raffel et al. 2020, 2.2, kept no others; FineWeb, Penedo
    et al. 2024: at least 0.12). A line that ends with an ellipsis was cut short. Lines in a script without such a
    mark (Thai, Lao) count neither way; null where there are no others."""
    ended, counted = view.once(_ended_and_counted)
    lines = sums(counted, view.lines.offsets)
    return pa.array(share(sums(ended, view.lines.offsets), lines), mask=lines == 0)


def sentences(view: View) -> pa.Array:
    """Sentences that end with a mark (C4, Raffel et al. 2020, 2.2: at least five). Initials and ordinals end none;
    null where most lines are in a script without such a mark."""
    tokens = view.tokens.vocabulary
    inner = counts_of(pc.count_substring_regex(tokens, f"[{TERMINALS}]+"))
    last = matches(tokens, _ENDED_TOKEN) & ~matches(tokens, _ABBREVIATED) & ~matches(tokens, ELLIPSIS)
    _, counted = view.once(_ended_and_counted)
    known = sums(counted, view.lines.offsets) * 2 > view.lines.counts
    return pa.array(view.tokens.total(inner + last).astype(np.float64), mask=~known)


def _ended_and_counted(view: View) -> tuple[Mask, Mask]:
    """Lines that end a sentence, and lines of which it can be said."""
    ends = view.once(tails)
    ended = matches(ends, _ENDED) & ~matches(ends, ELLIPSIS)
    return ended, ended | ~matches(ends, _UNMARKED)
