"""Findings of the rules that take what stands outside the article of a whole page: for those who want no learned
scorer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.document.edits import Finding
from pipeline.document.layout import PROSE_LENGTH
from pipeline.document.outside import UNENDED, article_score, outside_of
from pipeline.document.page import Page
from pipeline.stages.contract import Column, Tools

Scores = npt.NDArray[np.int32]


def rules_on(tools: Tools, language: str) -> list[str]:
    """The ids of those rules for pages in the language that are on."""
    opted = tools.settings.get("opt_in", ())
    return [rule.id for rule in tools.rules.patterns(language).outside if not rule.opt_in or rule.id in opted]


def scores_in(column: Column, whole: npt.NDArray[np.bool_]) -> Scores:
    """The `article_score` of each line of a batch that is of a `whole` page, 0 of the others."""
    lines, codes, shapes = column.distinct.dictionary, column.distinct.indices.to_numpy(), column.shapes
    asked = np.zeros(len(lines), dtype=bool)
    asked[codes[whole]] = True
    scores = np.zeros(len(lines), np.int32)
    scores[asked] = shapes.scores_of(np.flatnonzero(asked))
    wide = np.flatnonzero(asked & (scores < 0) & (shapes.widths >= PROSE_LENGTH))
    some = pc.match_substring_regex(lines.take(pa.array(wide)), UNENDED).to_numpy(zero_copy_only=False)
    for line in wide[some].tolist():
        scores[line] = article_score(lines[line].as_py())
    of_lines: Scores = scores.take(codes)
    return of_lines


def by_shape(page: Page, rules: Sequence[str], scores: Sequence[int], named: Collection[int]) -> Iterator[Finding]:
    """What of a whole page stands outside its article, for each of the rules; lines that another rule named are left
    to it."""
    for first, past in outside_of(page.lines.text_at, scores, named):
        start, end = page.lines.starts[first], page.lines.starts[past]
        yield from (Finding(start, end, rule) for rule in rules)
