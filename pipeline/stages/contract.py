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
from pipeline.document.page import Facts, Lines, Page
from pipeline.findings import Findings
from pipeline.shape import Shapes, bytes_of
from pipeline.stages import _lines

if TYPE_CHECKING:
    from pipeline.language import Detect
    from pipeline.rules import Rules


VIEWS = ("flat", "borders", "owners", "lengths", "starts", "distinct", "shapes")


@dataclass(frozen=True)
class Column:
    """A batch as screens see it: `lines` holds lists of strings, or of indices into distinct ones, a document's lines
    without their terminators; `texts`, `languages` and `layouts` hold one string a document.

    The views below are made once a batch and shared by every stage that sees the same texts. In `notes` a screen may
    leave, under its stage's name, what it learnt of the batch: `propose_all` must find the same without.
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

    def rewritten(self, texts: pa.Array, rows: npt.NDArray[np.int64], lines: pa.ListArray) -> Column:
        """The batch with new `texts`, which differ in ascending `rows` alone: these have `lines`, as indices into the
        distinct lines of this batch and more behind them. No line of other documents is read again."""
        own, new, known = lines.offsets.to_numpy(), lines.values, self.distinct.dictionary
        gone = (self.borders[rows + 1] - self.borders[rows]).sum()
        codes = np.empty(len(self.distinct) - gone + len(new), np.int32)
        borders = np.empty(len(self.borders), np.int32)
        _lines.exchange(
            self.distinct.indices.to_numpy(), self.borders, rows, new.indices.to_numpy(), own, codes, borders
        )
        distinct = pa.DictionaryArray.from_arrays(codes, new.dictionary, safe=False)
        column = replace(self, texts=texts, lines=pa.ListArray.from_arrays(pa.array(borders), distinct), notes={})
        added = Shapes(new.dictionary.slice(len(known)))
        column.shapes.__dict__["points"] = np.append(self.shapes.points, added.points)
        return column

    def page(self, row: int, chosen: Sequence[int], facts: Facts) -> Page:
        """The document in `row` as a page whose lines in `chosen` a screen chose."""
        first, past = self.borders[row : row + 2].tolist()
        starts = self.starts.data[first + row : past + row + 1]
        text = self.texts[row]
        read, data = (lambda index: self.line(first + index)), (lambda: memoryview(text.as_buffer()).cast("B"))
        lines = Lines(text.as_py, starts, read, data)
        return Page(lines, chosen, facts)

    def line(self, number: int) -> str:
        """A line by its number in the batch."""
        codes, offsets, data = self._read
        code = codes[number]
        return str(data[offsets[code] : offsets[code + 1]], "utf-8")

    @cached_property
    def _read(self) -> tuple[memoryview, memoryview, memoryview]:
        """The number of each line among the distinct ones, where these begin in bytes, and the bytes."""
        offsets, data = bytes_of(self.distinct.dictionary)
        return self.distinct.indices.to_numpy().data, offsets.data, data.data

    @cached_property
    def flat(self) -> pa.StringArray:
        """Every line of the batch."""
        return self.distinct.dictionary_decode()

    @cached_property
    def borders(self) -> npt.NDArray[np.int64]:
        """Where each document's lines begin among all lines of the batch, and where the last one's end."""
        offsets = self.lines.offsets.to_numpy().astype(np.int64)
        borders: npt.NDArray[np.int64] = offsets - offsets[0]
        return borders

    @cached_property
    def owners(self) -> npt.NDArray[np.int64]:
        """The row of each line's document."""
        counts = np.diff(self.borders)
        return np.repeat(np.arange(len(counts)), counts)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Code points of each line."""
        lengths: npt.NDArray[np.int32] = self.shapes.points.take(self.distinct.indices.to_numpy())
        return lengths

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where the lines of a document begin in it, in code points, and where it ends, document after document."""
        codes, sizes = self.distinct.indices.to_numpy(), bytes_of(self.distinct.dictionary)[0]
        starts = np.empty(len(codes) + len(self.texts), np.int64)
        others = np.empty(len(self.texts), np.bool_)
        texts = bytes_of(self.texts)[0]
        _lines.add_up(self.shapes.points, sizes, codes, self.borders, texts, starts, others.view(np.uint8))
        for row in np.flatnonzero(others).tolist():
            starts[self.borders[row] + row : self.borders[row + 1] + row + 1] = Lines(self.texts[row].as_py()).starts
        return starts

    @cached_property
    def distinct(self) -> pa.DictionaryArray:
        """Every line of the batch, as indices into its distinct lines."""
        return pc.dictionary_encode(self.lines.flatten())

    @cached_property
    def shapes(self) -> Shapes:
        """What is measured of each distinct line."""
        return Shapes(self.distinct.dictionary)


class Tools(NamedTuple):
    """What stages may look things up in; loaded once a process, read-only.

    `settings` holds the recipe's sections for stages (`fragments`, `language`, `repeated`), the ids of the opt-in
    rules that are on (`opt_in`) and of the costly rules that are off (`off`), `tables` the rows of cross-document
    passes.
    """

    rules: Rules
    detect: Detect
    settings: Mapping[str, Any]
    tables: Mapping[str, Any]


class Stage(NamedTuple):
    """`screen` answers, for every line of the flattened column, whether it could hold a finding;
    `propose` is called for pages with a chosen line. Laws: a document's findings never depend on its
    neighbours in the batch; a finding touches a chosen line; choosing all lines gives the same findings. A stage may
    have `propose_all`, which finds in the pages of a batch, in the lines that the screen chose, what `propose` finds in
    each."""

    name: str
    screen: Callable[[Column, Tools], pa.Array]
    propose: Callable[[Page, Tools], Iterable[Finding]]
    propose_all: Callable[[Column, Tools], Findings] | None = None
