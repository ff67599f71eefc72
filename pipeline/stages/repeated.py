"""Lines that other pages of the same site hold too: templates, teasers of other stories, promotions.

No wording marks them; only counting across documents sees them. What was counted is a table (`tools.tables`), and
`value` in the ledger is the number of documents, as the table has it. Nothing is ever counted inside one document.

A line that most pages of a site share is a template line. A line that only some share is the headline of another
story, and that story's own page has it too: there, above its own text and in that text's words, it stays.

Articles share lines as well: the questions of a series of interviews, the sub-headings and ingredients of recipes, a
byline, the clauses of contracts, all of an older version. So between the first and the last line of a page's own text
only blocks of labels go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.document.edits import Finding
from pipeline.document.layout import FURNITURE_RE, ends_as_sentence, width_of
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
SHORT_WIDTH = 25
"""A shorter line that repeats is rather a heading of the text (`Conclusion`, `Ingredients`): in an extractor's output
it stays, in a block it must stand in SURE_SHARE of the pages. A sentence of this width that no other page has is its
page's own text, if not its prose."""
EXTRACTED_DOCUMENTS, EXTRACTED_SHARE = 3, 50
TEASER_DOCUMENTS = 3
HEADLINE_WORDS, HEADLINE_SHARE = 4, 0.6
"""A line of so many words, so many of which its page's own prose has, is that page's headline."""
SURE_DOCUMENTS, SURE_SHARE = 5, 50
"""What so many pages share is no page's own headline."""
BLOCK_LINES = 3
"""A lone label that repeats is a heading (`Pros`, `What we like`); so many in a row are a block of the template. Pages
that share fewer lines may share no more than a heading and a byline."""
SITE_LINES, SITE_FURNITURE = 20, 4
"""Lines in blocks, and how many of them hold words that menus share, that tell a whole page, however it looks."""

WORD_RE = re.compile(r"[^\W_]")
NUMBER_RE = re.compile(r"\d")


class Line(NamedTuple):
    """A line that repeats: its text and width, in how many documents of the site it stands, and in how many of a
    hundred."""

    text: str
    width: int
    documents: int
    share: int


class Read(NamedTuple):
    """A line: its hash (0 where it is never counted) and its width."""

    hash: int
    width: int


class Own(NamedTuple):
    """A page's own text: its lines of prose that no other page has, in order, and its first and its last line, prose
    or not; both are the number of lines where there is none."""

    prose: list[int]
    first: int
    last: int


_screened: dict[str, Read] = {}
"""What the last screen read of lines that are long or repeat: a memory, for what is not in it is read again."""


def screen(column: Column, tools: Tools) -> pa.Array:
    """Lines that repeat in any site of the table."""
    known = tools.tables.get("repeated_lines")
    _screened.clear()
    if known is None or not len(known):
        return pa.array(np.zeros(len(column.distinct), bool))
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
    known = _known(page, counts) if counts else {}
    if not known:
        return
    own = _own_text(page, known)
    blocks = _blocks(page, known)
    layout = "page" if _is_whole(blocks, known) else page.facts.layout
    rules = {
        index: rule
        for index, line in known.items()
        if not _stays(index, known, own, blocks, layout) and (rule := rule_of(line, layout, tools.settings["repeated"]))
    }
    headlines = _headlines(page, own, {index: known[index] for index in rules})
    for index, rule in rules.items():
        if index not in headlines:
            yield Finding(*page.whole(index), rule, value=str(known[index].documents))


def _known(page: Page, counts: Mapping[int, tuple[int, int]]) -> dict[int, Line]:
    """The chosen lines that repeat in the page's site, by index, in order."""
    texts = [page.lines.texts[index] for index in page.chosen]
    found = zip(page.chosen, texts, _read(texts), strict=True)
    return {index: Line(text, read.width, *counts[read.hash]) for index, text, read in found if read.hash in counts}


def _read(lines: list[str]) -> list[Read]:
    """Each line's hash and width."""
    fresh = [line for line in lines if line not in _screened]
    if not fresh:
        return [_screened[line] for line in lines]
    words = read_words(pa.array(fresh, pa.string()))
    hashes = np.where(are_counted(words), hash_words(words), 0)
    found = dict(zip(fresh, map(Read, hashes.tolist(), words.widths.tolist()), strict=True))
    return [_screened.get(line) or found[line] for line in lines]


def rule_of(line: Line, layout: str, least: Mapping[str, Any]) -> str:
    """The rule that a line falls under, if any; `least` holds the recipe's least `documents` and `share`."""
    if _is_shared_prose(line):
        return ""
    if layout == "extracted":
        sure = line.documents >= max(EXTRACTED_DOCUMENTS, least["documents"])
        sure = sure and line.share >= max(EXTRACTED_SHARE, least["share"]) and line.width >= SHORT_WIDTH
        return TEMPLATE if sure else ""
    if line.documents >= least["documents"] and line.share >= least["share"]:
        return TEMPLATE
    if line.width >= PROSE_WIDTH or line.documents < max(TEASER_DOCUMENTS, least["documents"]):
        return ""
    # For counting every number is the same, so `2 eggs` and `4 eggs` are: no headline of another story.
    return "" if NUMBER_RE.search(line.text) else TEASER


def _is_shared_prose(line: Line) -> bool:
    """Whether a line that repeats is prose that few pages share, and so stays."""
    return line.width >= PROSE_WIDTH and line.documents < PROSE_DOCUMENTS


def _own_text(page: Page, known: Mapping[int, Line]) -> Own:
    lines = page.lines.texts
    long = [index for index, line in enumerate(lines) if _is_long(line) and index not in known]
    reads = _read([lines[index] for index in long])
    prose = [index for index, read in zip(long, reads, strict=True) if read.width >= PROSE_WIDTH]
    shared = [index for index, line in known.items() if _is_shared_prose(line)]
    told = [
        index
        for index, line in enumerate(lines)
        if index not in known and ends_as_sentence(line) and width_of(line) >= SHORT_WIDTH
    ]
    text = [*prose, *shared, *told] or [len(lines)]
    return Own(prose, min(text), max(text))


def _is_long(text: str) -> bool:
    """Whether a line may be prose."""
    return len(text) >= (PROSE_WIDTH if text.isascii() else PROSE_LENGTH)


def _blocks(page: Page, known: Mapping[int, Line]) -> set[int]:
    """Labels that repeat, BLOCK_LINES or more in a row. Those next to prose that few pages share are text of both."""
    blocks: set[int] = set()
    for run in _runs(page, known):
        lines = [known[index] for index in run]
        borders = [place for place, line in enumerate(lines) if not _is_label(line)]
        for before, after in pairwise([-1, *borders, len(run)]):
            next_to = (*lines[max(before, 0) : before + 1], *lines[after : after + 1])
            if after - before > BLOCK_LINES and not any(map(_is_shared_prose, next_to)):
                blocks.update(run[before + 1 : after])
    return blocks


def _runs(page: Page, known: Mapping[int, Line]) -> Iterator[list[int]]:
    """Lines that repeat and have only lines without a word between them."""
    run: list[int] = []
    for index in known:
        if run and any(map(WORD_RE.search, page.lines.texts[run[-1] + 1 : index])):
            yield run
            run = []
        run.append(index)
    yield run


def _is_label(line: Line) -> bool:
    """Whether a line may be one of a block: no sentence or question, no quantity."""
    if line.width >= PROSE_WIDTH or NUMBER_RE.search(line.text) or ends_as_sentence(line.text):
        return False
    return line.width >= SHORT_WIDTH or line.share >= SURE_SHARE


def _is_whole(blocks: Collection[int], known: Mapping[int, Line]) -> bool:
    """Whether a page holds so much of its site's furniture that no extractor can have made it."""
    if len(blocks) < SITE_LINES:
        return False
    furnished = (index for index in blocks if FURNITURE_RE.search(known[index].text))
    return len(list(islice(furnished, SITE_FURNITURE))) == SITE_FURNITURE


def _stays(index: int, known: Mapping[int, Line], own: Own, blocks: Collection[int], layout: str) -> bool:
    """Whether a line that repeats may belong to the page's own text all the same."""
    few = len(known) < BLOCK_LINES and known[index].documents < SURE_DOCUMENTS
    if index > own.last:
        return few and layout == "extracted"
    if index < own.first and layout == "page":
        return few
    return index not in blocks


def _headlines(page: Page, own: Own, known: Mapping[int, Line]) -> set[int]:
    """Lines that repeat above the page's own text, and in that text's words: its headline."""
    asked = [
        index
        for index, line in known.items()
        if own.prose
        and index < own.prose[0]
        and not (line.documents >= SURE_DOCUMENTS and line.share >= SURE_SHARE)
        and len(line.text) >= HEADLINE_WORDS
    ]
    if not asked:
        return set()
    words = read_words(pa.array([page.lines.texts[index] for index in (*asked, *own.prose)], pa.string()))
    hashes, offsets = words.hashes.tolist(), words.offsets.tolist()
    told = set(hashes[offsets[len(asked)] :])
    return {index for place, index in enumerate(asked) if _is_told(hashes[offsets[place] : offsets[place + 1]], told)}


def _is_told(words: list[int], told: set[int]) -> bool:
    found = set(words)
    return len(found) >= HEADLINE_WORDS and len(found & told) >= HEADLINE_SHARE * len(found)


STAGE = Stage("repeated", screen, propose)
