"""`explain` in a terminal: everything that was changed, in its line, with or without colour."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipeline import clean
from pipeline.reporting.terminal import show_document, visible

TEXT = (
    "A headline\nBy Jane Miller and AndrÃ© Smith\n"
    "The ministers met on Tuesday and agreed to meet again, officials said.  \n\x1b[31mred"
)


def shown(text: str, **options: object) -> str:
    stream = io.StringIO()
    show_document(
        Console(file=stream, highlight=False, markup=False, emoji=False, width=40, **options), text, clean(text).row
    )  # type: ignore[arg-type]
    return stream.getvalue()


def test_a_repair_inside_a_removed_line_shows_with_both_rules() -> None:
    told = shown(TEXT)
    assert "[-By Jane Miller and Andr-][-Ã©-][- Smith↵-]" in told
    assert "encoding.mojibake" in told
    assert told.count("applied boilerplate.byline") == 1


def test_blanks_can_be_seen_and_nothing_steers_the_terminal() -> None:
    told = shown(TEXT)
    assert "[-··-]" in told
    assert "\x1b" not in told
    assert "\\x1b" in told


def test_colour_needs_no_brackets() -> None:
    told = shown(TEXT, force_terminal=True, color_system="truecolor")
    assert "[-" not in told
    assert "\x1b[" in told


def test_long_lines_are_left_to_the_terminal_to_wrap() -> None:
    assert max(len(line) for line in shown(TEXT).splitlines()) > 40


@pytest.mark.parametrize(
    ("text", "seen"), [("می‌کنند", "می‌کنند"), ("a\x07b", "a\\x07b"), ("a\u202eb", "a\\u202eb"), (" \n", "·↵"), ("", "")]
)
def test_visible(text: str, seen: str) -> None:
    assert visible(text) == seen
