"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_library_guide() -> None:
    failed, tried = doctest.testfile(str(DOCS / "library.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 10) == (0, True)
