"""The laws of stages and of the kernel: local, anchored, sound, one row in and one row out."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import Recipe, clean, clean_batch, clean_bytes, load_recipe, restore
from pipeline.columns import ledger_of
from pipeline.document.decoding import Decoding, encode
from pipeline.document.edits import settle
from pipeline.document.page import Facts, page_of
from pipeline.kernel import load_kit
from pipeline.schema import CLEANED, DOCUMENTS
from pipeline.stages.contract import Column, Stage
from pipeline.stages.dividing import Divider
from pipeline.stages.order import STAGES

from .pool import DOCUMENT, LINES

RECIPE = load_recipe()
FACTS = [Facts(language, "", layout) for language in ("und", "en", "fa", "ru") for layout in ("page", "extracted")]


def batch_of(texts: list[str | None]) -> pa.RecordBatch:
    rows = [
        {"id": str(i), "text": text, "source": "s", "record": i, "reason": None if text is not None else "no_text"}
        for i, text in enumerate(texts)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=DOCUMENTS)


def cleaned(texts: list[str | None]) -> list[dict[str, object]]:
    return clean_batch(batch_of(texts), RECIPE).to_pylist()


def screened(stage: Stage, texts: list[str], facts: Facts) -> list[list[int]]:
    """The chosen lines of each text."""
    column_of_texts = pa.array(texts, pa.string())
    lines = Divider().divide(column_of_texts)
    column = Column(
        column_of_texts, lines, pa.array([facts.language] * len(texts)), pa.array([facts.layout] * len(texts))
    )
    mask = iter(stage.screen(column, load_kit(RECIPE).tools).to_pylist())
    return [[i for i, chosen in enumerate([next(mask) for _ in row]) if chosen] for row in lines.to_pylist()]


def proposed(stage: Stage, text: str, chosen: list[int] | None, facts: Facts) -> set[object]:
    return set(stage.propose(page_of(text, chosen, facts), load_kit(RECIPE).tools))


@given(st.lists(DOCUMENT, max_size=6))
def test_restore_gives_back_every_text(texts: list[str]) -> None:
    for text, row in zip(texts, cleaned([*texts]), strict=True):
        assert restore(row["text"], ledger_of(row["edits"])) == text  # type: ignore[arg-type]


@given(st.lists(DOCUMENT, min_size=2, max_size=6), st.integers(1, 5))
def test_neighbours_and_batch_size_change_nothing(texts: list[str], cut: int) -> None:
    whole = cleaned([*texts])
    parts = cleaned([*texts[:cut]]) + [
        {**row, "id": str(i + cut), "record": i + cut} for i, row in enumerate(cleaned([*texts[cut:]]))
    ]
    assert parts == [{**row} for row in whole]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
@settings(max_examples=40)
@given(texts=st.lists(DOCUMENT, min_size=1, max_size=4), facts=st.sampled_from(FACTS))
def test_screens_are_local_and_anchored(stage: Stage, texts: list[str], facts: Facts) -> None:
    together = screened(stage, texts, facts)
    for text, chosen in zip(texts, together, strict=True):
        assert screened(stage, [text], facts) == [chosen]
        page = page_of(text, chosen, facts)
        spans = [page.whole(i) for i in chosen]
        if chosen:
            for finding in proposed(stage, text, chosen, facts):
                assert any(s < finding.end and finding.start < e for s, e in spans), finding  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", [s for s in STAGES if s.name != "fragments"], ids=lambda stage: stage.name)
@settings(max_examples=60)
@given(text=DOCUMENT, facts=st.sampled_from(FACTS))
def test_screens_are_sound(stage: Stage, text: str, facts: Facts) -> None:
    chosen = screened(stage, [text], facts)[0]
    found = proposed(stage, text, chosen, facts) if chosen else set()
    assert found == proposed(stage, text, None, facts)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
@settings(max_examples=40)
@given(text=DOCUMENT, facts=st.sampled_from(FACTS))
def test_findings_of_every_stage_settle_and_restore(stage: Stage, text: str, facts: Facts) -> None:
    findings = proposed(stage, text, None, facts)
    new, ledger = settle(stage.name, text, findings, load_kit(RECIPE).policy.action)  # type: ignore[arg-type]
    assert restore(new, ledger) == text


def test_rows_keep_their_number_and_order() -> None:
    batch = batch_of(["A text of some length.", None, "", "Another text."])
    rows = clean_batch(batch, RECIPE)
    assert rows.schema.equals(CLEANED, check_metadata=True)
    assert rows["id"].to_pylist() == ["0", "1", "2", "3"]
    assert rows["reason"].to_pylist() == [None, "no_text", "empty_after_cleaning", None]


def test_an_empty_batch_is_no_fault() -> None:
    assert clean_batch(batch_of([]), RECIPE).num_rows == 0


@given(st.binary(max_size=60))
def test_any_bytes_come_back(data: bytes) -> None:
    row = clean_bytes(data).row
    text = restore(row["text"], ledger_of(row["edits"]))
    assert encode(text, [Decoding(**span) for span in row["decoding"]]) == data


def test_lone_surrogates_are_kept_beside_the_text() -> None:
    row = clean("before \ud800 after").row
    assert "\ufffd" in row["text"]
    assert "lone_surrogate" in row["flags"]


def test_places_of_edits_lie_in_source_and_text() -> None:
    source = "\n".join(LINES)
    row = clean(source).row
    for edit in row["edits"]:
        assert 0 <= edit["source_start"] < edit["source_end"] <= len(source)
        if edit["text_start"] is not None:
            assert 0 <= edit["text_start"] < edit["text_end"] <= len(row["text"])
    for fragment in row["fragments"]:
        assert row["text"][fragment["start"] : fragment["end"]].strip()


def test_opt_in_rules_run_when_the_recipe_names_them() -> None:
    off = clean("The ﬁrst ofﬁce of the city opened.")
    on = clean("The ﬁrst ofﬁce of the city opened.", Recipe(actions={"encoding.character.und.ligature": "apply"}))
    assert (off.text, on.text) == ("The ﬁrst ofﬁce of the city opened.", "The first office of the city opened.")
