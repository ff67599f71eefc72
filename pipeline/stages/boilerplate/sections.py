"""How far a section goes that a heading opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.rules import Rule

SECTION_LINES = 30
"""Lines after which a section that no prose ends is over: longer ones are lists of the article."""


def last_of(rule: Rule, texts: Sequence[str], prose: npt.NDArray[np.bool_], index: int) -> int:
    """The last line of the section that line `index` opens; `prose` says which lines are prose."""
    if rule.until == "end":
        return len(texts) - 1
    last, passed = index, 0
    below = Counter(map(_plain, texts[index + 1 :])) if rule.until == "repeats" else Counter[str]()
    for i in range(index + 1, len(texts)):
        plain = _plain(texts[i])
        if not plain:
            continue
        below[plain] -= 1
        passed += 1
        if (prose[i] or passed > SECTION_LINES) if rule.until == "prose" else below[plain] < 1:
            break
        last = i
    return last


def _plain(text: str) -> str:
    """A line as it is compared with its repetition: without blanks, bullets and numbers at its start."""
    return text.strip().lstrip("*•·-–—0123456789.) \t").casefold()
