"""How likely a stretch of a document is, given the language that the rest of it speaks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.language.letters import weigh

# The likelihood of a pair of letters in running text (log10), so that a shorter text is not likelier for it.
PAIR = -3.0
# How many pairs of letters the document's language weighs as much as, against those of the stretch itself.
WEIGHT = 20.0
# How much of a document says which language it is in. Characters.
READ = 2_000


class Likelihood:
    """Compares readings of a stretch of one document; the text that it opens with is asked for, and weighed, when first
    needed."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read
        self._known: dict[str, float] = {}

    def gain(self, before: str, after: str) -> float:
        """How much likelier `after` is than `before` in the document's language (log10, for its length)."""
        return self._excess(after) - self._excess(before)

    @cached_property
    def _languages(self) -> npt.NDArray[np.float32]:
        likelihoods, pairs = weigh(self._read(READ))
        return likelihoods * np.float32(WEIGHT / max(pairs, 1))

    def _excess(self, text: str) -> float:
        if text not in self._known:
            likelihoods, pairs = weigh(text)
            self._known[text] = float((self._languages + likelihoods).max()) - PAIR * pairs
        return self._known[text]
