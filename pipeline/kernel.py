"""What happens to documents: `clean_batch`, stage by stage over a record batch; `clean`, a batch of one.

One row in, one row out, in the same order. No files, no clock, no randomness, no state between batches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.columns import Outcome, cleaned_columns, ledger_of
from pipeline.document.decoding import Decoded, decode, text_of_json
from pipeline.document.edits import Entry
from pipeline.document.identity import document_id
from pipeline.document.page import Facts
from pipeline.document.policy import Policy
from pipeline.findings import findings_of
from pipeline.language import load_detect
from pipeline.normal import sites_of
from pipeline.recipe import Recipe, load_recipe
from pipeline.rules import load_rules
from pipeline.schema import DOCUMENTS
from pipeline.settling import settle_batch
from pipeline.shape import bytes_of, layouts_of
from pipeline.stages import boilerplate, encoding
from pipeline.stages.contract import Column, Stage, Tools
from pipeline.stages.dividing import Divider
from pipeline.stages.order import STAGES

MANY_CHANGED = 0.25
"""Share of a batch's texts from which it is quicker to divide all of them into lines again than those that changed."""


class Kit(NamedTuple):
    """What a recipe resolves to in one process: what stages look things up in, and the policy."""

    tools: Tools
    policy: Policy


@lru_cache(maxsize=4)
def load_kit(recipe: Recipe) -> Kit:
    """Rules, detectors and policy of a recipe; loaded once a process."""
    rules = load_rules(recipe.rules.paths)
    settings = {"language": recipe.language.model_dump(), "fragments": recipe.fragments.model_dump()}
    settings["repeated"] = recipe.repeated.model_dump()
    actions = tuple(sorted(recipe.all_actions.items()))
    policy = Policy(actions, rules.opt_in | encoding.OPT_IN, rules.flag_only | encoding.FLAG_ONLY)
    opted = frozenset(rule for rule in policy.opt_in if policy.action(rule) != "off")
    off = frozenset(rule for rule in boilerplate.COSTLY if policy.action(rule) == "off")
    tools = Tools(rules, load_detect(settings["language"]), {**settings, "opt_in": opted, "off": off}, {})
    return Kit(tools, policy)


class Cleaned(NamedTuple):
    """A clean document: its text, its ledger (`restore(text, ledger)` gives back the source text) and the
    whole row as `schema.CLEANED` describes it. `row["reason"]` is None unless the document is a reject."""

    text: str
    ledger: tuple[Entry, ...]
    row: dict[str, Any]


def clean(text: str, recipe: Recipe | None = None, *, source: str = "", record: int = 0) -> Cleaned:
    """Clean one text. `recipe` is the shipped one without; `source` and `record` make the row's id.

    Lone surrogates become U+FFFD before anything else, as in a record read from JSON.
    """
    return _clean_decoded(text_of_json(text), text.encode("utf-8", "surrogatepass"), recipe, source, record)


def clean_bytes(data: bytes, recipe: Recipe | None = None, *, source: str = "", record: int = 0) -> Cleaned:
    """Clean one document given as bytes in any charset; `row["decoding"]` says how they were read."""
    return _clean_decoded(decode(data), data, recipe, source, record)


def _clean_decoded(decoded: Decoded, data: bytes, recipe: Recipe | None, source: str, record: int) -> Cleaned:
    row = {
        "id": document_id(source, record),
        "text": decoded.text,
        "source": source,
        "record": record,
        "raw_sha256": hashlib.sha256(data).hexdigest(),
        "decoding": [span._asdict() for span in decoded.spans],
        "flags": list(decoded.flags),
        "charset_confidence": decoded.confidence,
    }
    batch = pa.RecordBatch.from_pylist([row], schema=DOCUMENTS)
    cleaned = clean_batch(batch, recipe or load_recipe()).to_pylist()[0]
    return Cleaned(cleaned["text"], ledger_of(cleaned["edits"]), cleaned)


def clean_batch(batch: pa.RecordBatch, recipe: Recipe, tables: Mapping[str, Any] | None = None) -> pa.RecordBatch:
    """Clean a batch of schema DOCUMENTS; returns CLEANED, the same rows in the same order.

    `tables` holds what cross-document passes found for these documents (see `corpus.lookup.read_repeated`).

    Rows that come with a `reason` pass through as rejects. `duplicate_of` and `cluster` stay null here.
    """
    kit = load_kit(recipe)
    kit = kit._replace(tools=kit.tools._replace(tables=tables or {}))
    texts = _to_clean(batch, recipe.document.max_characters)
    sites = sites_of(batch["url"], batch["source"]).to_pylist()
    outcome = Outcome(texts, [Facts(source=site) for site in sites], [None] * len(batch), [], np.zeros(0, np.int64))
    unknown = (pa.repeat(fact, len(batch)) for fact in (Facts().language, Facts().layout))
    divider = Divider()
    column = Column(texts, divider.divide(texts), *unknown)
    for stage in STAGES:
        column = _current(column, outcome, divider)
        if not kit.policy.silences(stage.name):
            outcome = _run(stage, column, outcome, kit)
        if stage.name == "encoding":
            column = _current(column, outcome, divider)
            outcome = _learn(outcome, column, recipe, kit.tools)
            column = _described(column, outcome)
    return cleaned_columns(batch, outcome, recipe)


def _to_clean(batch: pa.RecordBatch, longest: int) -> pa.StringArray:
    """The texts; an empty one for each reject and for what has more than `longest` code points."""
    texts = batch["text"]
    refused = pc.is_valid(batch["reason"])
    if pc.any(pc.greater(pc.binary_length(texts), longest)).as_py():
        refused = pc.or_(refused, pc.fill_null(pc.greater(pc.utf8_length(texts), longest), fill_value=False))
    return pc.if_else(refused, pa.scalar("", pa.string()), texts) if pc.any(refused).as_py() else texts


def _learn(outcome: Outcome, column: Column, recipe: Recipe, tools: Tools) -> Outcome:
    """Each document's language and layout, measured once, on the text after encoding."""
    offsets, data = bytes_of(outcome.texts)
    guesses = tools.detect.documents(data, offsets.astype(np.int64))
    layouts = [recipe.document.layout] * len(outcome.facts)
    if recipe.document.layout == "auto":
        layouts = layouts_of(column.lines, column.distinct, column.shapes).to_pylist()
    facts = [
        Facts(guess.language, known.source, layout)
        for known, guess, layout in zip(outcome.facts, guesses, layouts, strict=True)
    ]
    return outcome._replace(facts=facts, scores=[guess.score for guess in guesses])


def _current(column: Column, outcome: Outcome, divider: Divider) -> Column:
    """The column of the texts as they are: the one at hand, but for the texts that changed."""
    if outcome.texts is column.texts:
        return column
    changed = outcome.rewritten
    if len(changed) <= MANY_CHANGED * len(outcome.texts):
        lines = divider.divide_more(outcome.texts.take(pa.array(changed)))
        if lines is not None:
            return column.rewritten(outcome.texts, changed, lines)
    return replace(column, texts=outcome.texts, lines=divider.divide(outcome.texts), notes={})


def _described(column: Column, outcome: Outcome) -> Column:
    """The column with its documents' facts."""
    return column.described(
        pa.array([facts.language for facts in outcome.facts], pa.string()),
        pa.array([facts.layout for facts in outcome.facts], pa.string()),
    )


def _run(stage: Stage, column: Column, outcome: Outcome, kit: Kit) -> Outcome:
    """Let one stage propose for every document that its screen chose a line of, and settle what it proposes."""
    mask = stage.screen(column, kit.tools)
    if stage.propose_all is None:
        pages = ((row, column.page(row, chosen, outcome.facts[row])) for row, chosen in _chosen(column.lines, mask))
        found = findings_of({row: [*stage.propose(page, kit.tools)] for row, page in pages})
    else:
        found = stage.propose_all(column, kit.tools)
    if not len(found.rows):
        return outcome
    settled = settle_batch(stage.name, outcome.texts, found, kit.policy.action)
    ledgers = [*outcome.ledgers, settled.ledgers]
    return outcome._replace(texts=settled.texts, ledgers=ledgers, rewritten=settled.rows)


def _chosen(lines: pa.ListArray, mask: pa.Array) -> Iterator[tuple[int, list[int]]]:
    """(row, indices of its chosen lines) for every row that has one."""
    at = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
    if not len(at):
        return
    offsets = lines.offsets.to_numpy() - lines.offsets[0].as_py()
    rows = np.searchsorted(offsets, at, side="right") - 1
    places = (at - offsets[rows]).tolist()
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    for row, (first, last) in zip(rows[starts].tolist(), pairwise([*starts.tolist(), len(at)]), strict=True):
        yield row, places[first:last]
