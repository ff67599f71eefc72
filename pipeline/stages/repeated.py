"""Lines that other pages of the same site hold too: templates, teasers of other stories, promotions.

No wording marks them; only counting across documents sees them. What was counted is a table (`tools.tables`), and
`value` in the ledger is the number of documents, as the table has it. Nothing is ever counted inside one document.

A line that most pages of a site share is a template line. A line that only some share is the headline of another
story, and that story's own page has it too: there, above its own text and in that text's words, it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.page import Page
from pipeline.normal import are_counted, hash_words, read_words
from pipeline.stages.contract import Column, Stage, Tools

TEMPLATE = "repeated.line.und.template"
TEASER = "repeated.line.und.teaser"

PROSE_WIDTH = 80
"""Width (see `normal.Words`) from which a line is prose: it may be quoted, so more documents must hold it."""
PROSE_LENGTH = PROSE_WIDTH // 3
"""A shorter line is no prose: no character is wider than 3."""
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


WORD_RE = re.compile(r"[^\W_]")


class Count(NamedTuple):
    """In how many documents of a site a line stands, and in how many of a hundred."""

    documents: int
    share: int


class Read(NamedTuple):
    """A line: its hash (0 where it is never counted) and its width."""

    hash: int
    width: int


class Own(NamedTuple):
    """A page's own text: its lines of prose that no other page has, in order, and the repeated lines that stand in
    blocks."""

    prose: list[int]
    blocks: set[int]


_screened: dict[str, Read] = {}
"""What the last screen read of lines that are long or repeat: a memory, for what is not in it is read again."""


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that repeat in any site of the table."""
    known = tools.tables.get("repeated_lines")
    _screened.clear()
    if known is None or not len(known):
        return pa.array(np.zeros(len(column.flat), bool))
    words = read_words(column.distinct.dictionary)
    hashes = np.where(are_counted(words), hash_words(words), 0)
    repeated = np.isin(hashes, known)
    asked = np.flatnonzero(repeated | (words.letters >= PROSE_LENGTH))
    texts = column.distinct.dictionary.take(pa.array(asked)).to_pylist()
    _screened.update(zip(texts, map(Read, hashes[asked].tolist(), words.widths[asked].tolist()), strict=True))
    return pa.array(repeated[column.distinct.indices.to_numpy(zero_copy_only=False)])


def propose(page: Page, tools: Tools) -> Iterable[Finding]:
    """One finding for each whole line that repeats in the page's site."""
    counts: Mapping[int, tuple[int, int]] = tools.tables.get("repeated", {}).get(page.facts.source, {})
    if not counts:
        return
    reads = _read([page.lines[index].text for index in page.chosen])
    known = {
        index: Count(*counts[read.hash]) for index, read in zip(page.chosen, reads, strict=True) if read.hash in counts
    }
    if not known:
        return
    widths = {index: read.width for index, read in zip(page.chosen, reads, strict=True)}
    own = _own_text(page, known)
    headlines = _headlines(page, own, known)
    least = tools.settings["repeated"]
    for index, count in known.items():
        if index in headlines or _is_heading(own, index, widths[index], count):
            continue
        if rule := rule_of(count, widths[index], page.facts.layout, least):
            yield Finding(*page.whole(index), rule, value=str(count.documents))


def _read(lines: list[str]) -> list[Read]:
    """Each line's hash and width."""
    fresh = [line for line in lines if line not in _screened]
    if not fresh:
        return [_screened[line] for line in lines]
    words = read_words(pa.array(fresh, pa.string()))
    hashes = np.where(are_counted(words), hash_words(words), 0)
    found = dict(zip(fresh, map(Read, hashes.tolist(), words.widths.tolist()), strict=True))
    return [_screened.get(line) or found[line] for line in lines]


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


def _own_text(page: Page, known: Mapping[int, Count]) -> Own:
    long = [index for index, line in enumerate(page.lines) if _is_long(line.text) and index not in known]
    reads = _read([page.lines[index].text for index in long])
    prose = [index for index, read in zip(long, reads, strict=True) if read.width >= PROSE_WIDTH]
    return Own(prose, _blocks(page, known) if prose else set())


def _is_long(text: str) -> bool:
    """Whether a line may be prose."""
    return len(text) >= (PROSE_WIDTH if text.isascii() else PROSE_LENGTH)


def _blocks(page: Page, known: Mapping[int, Count]) -> set[int]:
    """Lines of BLOCK_LINES or more that repeat and have only lines without a word between them."""
    blocks: set[int] = set()
    block: list[int] = []
    for index in known:
        between = range(block[-1] + 1, index) if block else ()
        if any(WORD_RE.search(page.lines[other].text) for other in between):
            block = []
        block.append(index)
        if len(block) >= BLOCK_LINES:
            blocks.update(block)
    return blocks


def _is_heading(own: Own, line: int, width: int, count: Count) -> bool:
    """Whether a line that repeats is a heading inside the page's own text all the same."""
    if not own.prose or not own.prose[0] < line < own.prose[-1]:
        return False
    return line not in own.blocks and (width < EXTRACTED_WIDTH or count.documents < EXTRACTED_DOCUMENTS)


def _headlines(page: Page, own: Own, known: Mapping[int, Count]) -> set[int]:
    """Lines that repeat above the page's own text, and in that text's words: its headline."""
    asked = [
        line
        for line, count in known.items()
        if own.prose
        and line < own.prose[0]
        and not (count.documents >= SURE_DOCUMENTS and count.share >= SURE_SHARE)
        and len(page.lines[line].text) >= HEADLINE_WORDS
    ]
    if not asked:
        return set()
    words = read_words(pa.array([page.lines[line].text for line in (*asked, *own.prose)], pa.string()))
    hashes, offsets = words.hashes.tolist(), words.offsets.tolist()
    told = set(hashes[offsets[len(asked)] :])
    return {line for place, line in enumerate(asked) if _is_told(hashes[offsets[place] : offsets[place + 1]], told)}


def _is_told(words: list[int], told: set[int]) -> bool:
    found = set(words)
    return len(found) >= HEADLINE_WORDS and len(found & told) >= HEADLINE_SHARE * len(found)


STAGE = Stage("repeated", screen, propose)
