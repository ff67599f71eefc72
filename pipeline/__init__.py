"""Clean text corpora in many languages; say exactly what was changed and why; undo it.

>>> from pipeline import clean, restore
>>> cleaned = clean("Bad weather in caf\\u00c3\\u00a9s   \\nAll is well.")
>>> cleaned.text
'Bad weather in cafés\\nAll is well.'
>>> restore(cleaned.text, cleaned.ledger) == "Bad weather in caf\\u00c3\\u00a9s   \\nAll is well."
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.document.edits import Entry, restore
    from pipeline.kernel import Cleaned, clean, clean_batch, clean_bytes
    from pipeline.recipe import Recipe, load_recipe
    from pipeline.schema import CORPUS as SCHEMA

__all__ = ["SCHEMA", "Cleaned", "Entry", "Recipe", "clean", "clean_batch", "clean_bytes", "load_recipe", "restore"]

# Where each public name lives: loaded when first asked for, so that `--help` need not import the detectors.
_HOMES = {
    "SCHEMA": ("schema", "CORPUS"),
    "Cleaned": ("kernel", "Cleaned"),
    "Entry": ("document.edits", "Entry"),
    "Recipe": ("recipe", "Recipe"),
    "clean": ("kernel", "clean"),
    "clean_batch": ("kernel", "clean_batch"),
    "clean_bytes": ("kernel", "clean_bytes"),
    "load_recipe": ("recipe", "load_recipe"),
    "restore": ("document.edits", "restore"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.running.lean import loading

    module, attribute = _HOMES[name]
    with loading():
        return getattr(import_module(f"pipeline.{module}"), attribute)
