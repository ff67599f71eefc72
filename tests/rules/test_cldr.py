"""The names that are kept of CLDR are those that Babel gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.rules.calendars import times_of
from pipeline.rules.cldr import TABLE, names_of, read_names, text_of_table


def test_the_table_is_what_babel_says() -> None:
    assert TABLE.read_text(encoding="utf-8") == text_of_table()


@pytest.mark.parametrize("tag", ["de", "th", "zh", "sr-Latn"])
def test_what_was_read_before_shows_nowhere(tag: str) -> None:
    alone = read_names(tag)
    for other in ("apc", "ak", "ar", "en"):
        read_names(other)
    assert read_names(tag) == alone == names_of(tag)


def test_tags_with_a_region_are_asked_of_babel() -> None:
    assert times_of("en-GB").order == "dmy"
    assert times_of("en").order == "mdy"
    assert times_of("de-XX").months == times_of("de").months
    assert names_of("tlh") is names_of("qqq-x") is None


def test_babel_is_not_loaded_for_a_language() -> None:
    code = "import sys; from pipeline.rules import parse_date as p; d = p('1. Mai 2020', 'de');"
    code += "sys.exit('babel' in sys.modules or d != '2020-05-01')"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
