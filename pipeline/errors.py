"""Every error that this package raises on purpose.

PipelineError
├── UsageError        the command, the recipe or a place cannot be used as asked     exit 2
│   ├── RecipeError   a recipe, policy or rule file; names the key and the cure
│   └── PlaceError    read-only, full, not a folder, another run at work
└── LimitError        a budget was passed, or an output does not verify              exit 4
"""

from __future__ import annotations


class PipelineError(Exception):
    """Base of all; its text is one line for a person: what is wrong, where, and the cure."""


class UsageError(PipelineError):
    """The command, the recipe or a place cannot be used as asked."""


class RecipeError(UsageError):
    """A recipe, policy or rule file is wrong."""


class PlaceError(UsageError):
    """An input or output place cannot be used."""


class LimitError(PipelineError):
    """A limit was passed, or an output does not verify."""
