"""The code that the documentation shows works as it is written."""

from __future__ import annotations

import re
import runpy
import textwrap
from pathlib import Path

import pyarrow as pa

from pipeline.document.page import Facts
from pipeline.stages.contract import Column
from pipeline.stages.dividing import Divider

ADDING = Path(__file__).parent.parent / "docs" / "adding.md"
CODE_RE = re.compile(r"^( *)```python\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def test_the_stage_that_is_shown_finds_runs_of_dots(tmp_path: Path) -> None:
    shown = [textwrap.dedent(code) for _, code in CODE_RE.findall(ADDING.read_text("utf-8"))]
    (tmp_path / "ellipsis.py").write_text(next(code for code in shown if "STAGE = " in code), "utf-8")
    stage = runpy.run_path(str(tmp_path / "ellipsis.py"))["STAGE"]
    texts, unknown = pa.array(["One\nTwo.....\nThree...", "Four"]), pa.array(["", ""])
    column = Column(texts, Divider().divide(texts), unknown, unknown)
    assert stage.screen(column, None).to_pylist() == [False, True, False, False]
    found = [*stage.propose(column.page(0, [1], Facts()), None)]
    assert [(finding.start, finding.end, finding.replacement) for finding in found] == [(7, 12, "...")]
