"""What a stage is: a screen over a column of lines, and a proposal for one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.page import Facts, Lines, Page, split_lines
from pipeline.shape import Shapes

if TYPE_CHECKING:
    from pipeline.language import Detect
    from pipeline.rules import Rules


VIEWS = ("flat", "owners", "lengths", "distinct", "ascii", "shapes", "divided")


@dataclass(frozen=True)
class Column:
    """A batch as screens see it: `lines` is list<string>, a document's lines without their terminators;
    `texts`, `languages` and `layouts` hold one string a document.

    The views below are made once a batch and shared by every stage that sees the same texts. In `notes` a screen may
    leave, under its stage's name, what it learnt of each document by row: `propose` gets it as `page.notes`, and must
    find the same without.
    """

    texts: pa.Array
    lines: pa.ListArray
    languages: pa.Array
    layouts: pa.Array
    notes: dict[str, Any] = field(default_factory=dict)

    def described(self, languages: pa.Array, layouts: pa.Array) -> Column:
        """The same batch with other facts; the views that are made serve again."""
        column = replace(self, languages=languages, layouts=layouts, notes={})
        column.__dict__.update({name: self.__dict__[name] for name in VIEWS if name in self.__dict__})
        return column

    def page(self, row: int, chosen: Sequence[int], facts: Facts, notes: Any = None) -> Page:
        """The document in `row` as a page whose lines in `chosen` a screen chose."""
        lines = self.divided.get(row)
        if lines is None:
            lines = self.divided[row] = split_lines(self.texts[row].as_py())
        return Page(lines.text, lines, chosen, facts, notes)

    @cached_property
    def divided(self) -> dict[int, Lines]:
        """The lines of documents by row, of those that were asked for as pages."""
        return {}

    @cached_property
    def flat(self) -> pa.StringArray:
        """Every line of the batch."""
        return self.lines.flatten()

    @cached_property
    def owners(self) -> npt.NDArray[np.int64]:
        """The row of each line's document."""
        counts = np.diff(self.lines.offsets.to_numpy())
        return np.repeat(np.arange(len(counts)), counts)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Code points of each line."""
        return np.asarray(pc.utf8_length(self.flat).to_numpy(zero_copy_only=False))

    @cached_property
    def distinct(self) -> pa.DictionaryArray:
        """Every line of the batch, as indices into its distinct lines."""
        return pc.dictionary_encode(self.flat)

    @cached_property
    def ascii(self) -> pa.BooleanArray:
        """Of each distinct line, whether it is plain ASCII."""
        return pc.string_is_ascii(self.distinct.dictionary)

    @cached_property
    def shapes(self) -> Shapes:
        """What is measured of each distinct line."""
        return Shapes(self.distinct.dictionary)


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
