"""Which characters RE2 takes for each other where it disregards case."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cache

from pipeline.rules._programs import lower_all

POINTS = 0x1F000
"""Code points above which no script has upper and lower case."""
VARIANTS: Mapping[str, str] = {
    "ſ": "s", "ẛ": "ṡ", "ﬅ": "ﬆ",
    "µ": "μ", "\u0345": "ι", "\u1fbe": "ι", "\u1fd3": "\u0390", "\u1fe3": "\u03b0", "ϐ": "β", "ϵ": "ε", "ϑ": "θ",
    "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ς": "σ", "ϕ": "φ",
    "ᲀ": "в", "ᲁ": "д", "ᲂ": "о", "ᲃ": "с", "ᲄ": "т", "ᲅ": "т", "ᲆ": "ъ", "ᲇ": "ѣ", "ᲈ": "ꙋ",
}  # fmt: skip
"""Characters that RE2 takes for another's upper or lower case, and lower case leaves alone."""
FOLDED = {ord(variant): character for variant, character in VARIANTS.items()}
ALONE = "İ"
"""What RE2 takes for no other's upper case."""


@cache
def folds() -> array[int]:
    """For each code point below POINTS what stands for it: the same for those that are each other's case."""
    points = array("I", bytes(4 * POINTS))
    lower_all(points)
    for variant, character in FOLDED.items():
        points[variant] = ord(character)
    for character in ALONE:
        points[ord(character)] = ord(character)
    return points


@cache
def others_of(point: int) -> tuple[int, ...]:
    """The code points that are another case of one."""
    return _cases().get(folds()[point], ()) if point < POINTS else ()


@cache
def _cases() -> Mapping[int, tuple[int, ...]]:
    points = folds()
    found: dict[int, tuple[int, ...]] = {}
    for point, folded in enumerate(points):
        if point != folded:
            found[folded] = (*found.get(folded, (folded,)), point)
    return found
