"""Errors that nobody foresaw: told by type and place, never by message, which may hold text of a document."""

from __future__ import annotations

import traceback


class UnexpectedError(Exception):
    """An error in a worker that nobody foresaw; its text is what `told_unexpected` said there."""


def told_unexpected(error: BaseException) -> str:
    """Type and call stack of an error."""
    if isinstance(error, UnexpectedError):
        return str(error)
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
