"""Lines that other pages of the same site hold too: templates, teasers of other stories, promotions.

No wording marks them; only counting across documents sees them. What was counted is a table (`tools.tables`), and
`value` in the ledger is the number of documents, as the table has it. Nothing is ever counted inside one document.

A line that most pages of a site share is a template line. A line that only some share is the headline of another
story, and that story's own page has it too: there, above its own text and in that text's words, it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.normal import Words, are_counted, hash_lines, hash_words, read_words
from pipeline.stages.contract import Column, Stage, Tools

TEMPLATE = "repeated.line.und.template"
TEASER = "repeated.line.und.teaser"

PROSE_WIDTH = 80
"""Width (see `normal.Words`) from which a line is prose: it may be quoted, so more documents must hold it."""
PROSE_DOCUMENTS = 5
EXTRACTED_WIDTH = 25
"""In an extractor's output a shorter line that repeats is rather a heading of the text: `Conclusion`, `Ingredients`."""
EXTRACTED_DOCUMENTS, EXTRACTED_SHARE = 3, 50
TEASER_DOCUMENTS = 3
HEADLINE_WORDS, HEADLINE_SHARE = 4, 0.6
"""A line of so many words, so many of which its page's own prose has, is that page's headline."""
SURE_DOCUMENTS, SURE_SHARE = 5, 50
"""What so many pages share is no page's own headline."""
BLOCK_LINES = 3
"""Inside a text a lone short line that repeats is a heading (`Pros`, `What we like`); so many in a row are a block
of the template."""


class Count(NamedTuple):
    """In how many documents of a site a line stands, and in how many of a hundred."""

    documents: int
    share: int


class Own(NamedTuple):
    """A page's own text: its first and last line of prose that no other page has, the words of all such lines, and
    the repeated lines that stand in blocks."""

    first: int
    last: int
    words: npt.NDArray[np.uint64]
    blocks: set[int]


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that repeat in any site of the table."""
    lines = column.lines.flatten()
    known = tools.tables.get("repeated_lines")
    if known is None or not len(known):
        return pa.array(np.zeros(len(lines), bool))
    encoded = lines.dictionary_encode()
    repeated = np.isin(hash_lines(encoded.dictionary), known)
    return pa.array(repeated[encoded.indices.to_numpy(zero_copy_only=False)])


def propose(page: Page, tools: Tools) -> Iterable[Finding]:
    """One finding for each whole line that repeats in the page's site."""
    counts: Mapping[int, tuple[int, int]] = tools.tables.get("repeated", {}).get(page.facts.source, {})
    if not counts:
        return
    words = read_words(pa.array([line.text for line in page.lines], pa.string()))
    hashes = np.where(are_counted(words), hash_words(words), 0).tolist()
    known = [Count(*counts[value]) if value in counts else None for value in hashes]
    if not any(known):
        return
    own = _own_text(words, [count is not None for count in known])
    least = tools.settings["repeated"]
    for index in page.chosen:
        count = known[index]
        if count is None or _is_own(own, words, index, count):
            continue
        if rule := rule_of(count, int(words.widths[index]), page.facts.layout, least):
            yield Finding(*page.whole(index), rule, value=str(count.documents))


def rule_of(count: Count, width: int, layout: str, least: Mapping[str, Any]) -> str:
    """The rule that a line falls under, if any; `least` holds the recipe's least `documents` and `share`."""
    if width >= PROSE_WIDTH and count.documents < PROSE_DOCUMENTS:
        return ""
    if layout == "extracted":
        sure = count.documents >= max(EXTRACTED_DOCUMENTS, least["documents"])
        sure = sure and count.share >= max(EXTRACTED_SHARE, least["share"]) and width >= EXTRACTED_WIDTH
        return TEMPLATE if sure else ""
    if count.documents >= least["documents"] and count.share >= least["share"]:
        return TEMPLATE
    if width < PROSE_WIDTH and count.documents >= max(TEASER_DOCUMENTS, least["documents"]):
        return TEASER
    return ""


def _own_text(words: Words, repeated: list[bool]) -> Own:
    prose = np.flatnonzero((words.widths >= PROSE_WIDTH) & ~np.array(repeated))
    if not len(prose):
        return Own(len(repeated), -1, words.hashes[:0], set())
    told = np.unique(np.concatenate([_words_of(words, line) for line in prose.tolist()]))
    blocks: set[int] = set()
    filled = [line for line in range(len(repeated)) if words.widths[line]]
    for is_block, group in groupby(filled, key=lambda line: repeated[line]):
        lines = list(group)
        if is_block and len(lines) >= BLOCK_LINES:
            blocks.update(lines)
    return Own(int(prose[0]), int(prose[-1]), told, blocks)


def _is_own(own: Own, words: Words, line: int, count: Count) -> bool:
    """Whether a line that repeats belongs to this page's text all the same: its headline, or a heading inside."""
    if own.first < line < own.last:
        return line not in own.blocks and (
            words.widths[line] < EXTRACTED_WIDTH or count.documents < EXTRACTED_DOCUMENTS
        )
    sure = count.documents >= SURE_DOCUMENTS and count.share >= SURE_SHARE
    return line < own.first and not sure and _is_headline(words, line, own.words)


def _is_headline(words: Words, line: int, own: npt.NDArray[np.uint64]) -> bool:
    found = np.unique(_words_of(words, line))
    return len(found) >= HEADLINE_WORDS and bool(np.isin(found, own).mean() >= HEADLINE_SHARE)


def _words_of(words: Words, line: int) -> npt.NDArray[np.uint64]:
    return words.hashes[words.offsets[line] : words.offsets[line + 1]]


STAGE = Stage("repeated", screen, propose)
