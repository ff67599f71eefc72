"""What a stage is: a screen over a column of lines, and a proposal for one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.page import Page

if TYPE_CHECKING:
    from pipeline.language import Detect
    from pipeline.rules import Rules


class Column(NamedTuple):
    """A batch as screens see it: `lines` is list<string>, a document's lines without their terminators;
    `texts`, `languages` and `layouts` hold one string a document."""

    texts: pa.Array
    lines: pa.ListArray
    languages: pa.Array
    layouts: pa.Array


class Tools(NamedTuple):
    """What stages may look things up in; loaded once a process, read-only.

    `settings` holds the recipe's sections for stages (`fragments`, `language`, `repeated`) and the ids of the opt-in
    rules that are on (`opt_in`), `tables` the rows of cross-document passes.
    """

    rules: Rules
    detect: Detect
    settings: Mapping[str, Any]
    tables: Mapping[str, Any]


class Stage(NamedTuple):
    """`screen` answers, for every line of the flattened column, whether it could hold a finding;
    `propose` is called for pages with a chosen line. Laws: a document's findings never depend on its
    neighbours in the batch; a finding touches a chosen line; choosing all lines gives the same findings."""

    name: str
    screen: Callable[[Column, Tools], pa.Array]
    propose: Callable[[Page, Tools], Iterable[Finding]]
