from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.document.edits import Entry, settle
from pipeline.document.page import Facts, page_of
from pipeline.redaction import BLANKED, numbers_of, redacted_row
from pipeline.schema import CLEANED
from pipeline.stages.privacy import propose

EMAIL, PHONE = "ann.lee@post.example.org", "020 7946 0958"


def as_edit(entry: Entry) -> dict[str, Any]:
    return {**entry._asdict(), "kind": entry.rule.split(".")[1]}


def row(text: str, **columns: Any) -> dict[str, Any]:
    after, ledger = settle("privacy", text, propose(page_of(text, None, Facts("en")), None), lambda rule: "apply")  # type: ignore[arg-type]
    given = {
        "text": after,
        "language": "en",
        "flags": ["personal_data"],
        "raw_sha256": "0" * 64,
        "edits": [as_edit(e) for e in ledger],
    }
    return {**dict.fromkeys(CLEANED.names), **given, **columns}


def everything(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=lambda raw: raw.decode("utf-8"))


@pytest.fixture
def touched() -> dict[str, Any]:
    byline = Entry(
        "boilerplate",
        "boilerplate.byline.en.by",
        0,
        60,
        f"By Ann Lee, {EMAIL}, tel 020-7946-0958",
        "",
        "applied",
        1.0,
        f"Ann ({EMAIL})",
    )
    meta = json.dumps({"contact": [EMAIL, {"tel": "02079460958"}], "digits": 442079460958, "views": 12, "draft": False})
    given = row(
        f"Write to {EMAIL} or call {PHONE}.",
        author=f"Ann Lee <{EMAIL.upper()}>",
        url="https://example.org/?to=other@example.org",
        tags=[EMAIL, "harbour"],
        meta=meta,
        decoding=[{"start": 0, "end": 9, "charset": "cp1252", "raw": EMAIL.encode()}],
    )
    return {**given, "edits": [as_edit(byline), *given["edits"]]}


def test_no_column_holds_a_value(touched: dict[str, Any]) -> None:
    written = everything(redacted_row(touched)).lower()
    assert EMAIL in everything(touched).lower()
    for value in (EMAIL, PHONE, "7946", "other@example.org"):
        assert value not in written, value


def test_what_is_no_personal_data_stays(touched: dict[str, Any]) -> None:
    redacted = redacted_row(touched)
    assert redacted["text"] == "Write to [EMAIL-1] or call [PHONE-1]."
    assert redacted["author"] == f"Ann Lee <{BLANKED * len(EMAIL)}>"
    assert redacted["tags"] == [BLANKED * len(EMAIL), "harbour"]
    assert json.loads(redacted["meta"])["views"] == 12
    assert [len(edit["before"]) for edit in redacted["edits"]] == [len(edit["before"]) for edit in touched["edits"]]


def test_the_row_says_so_and_the_source_is_gone(touched: dict[str, Any]) -> None:
    redacted = redacted_row(touched)
    assert redacted["flags"] == ["personal_data", "redacted"]
    assert redacted["raw_sha256"] is None
    assert redacted["decoding"][0]["raw"] is None
    assert redacted_row(redacted)["text"] == redacted["text"]


def test_a_reject_is_searched_though_it_has_no_ledger() -> None:
    reject = {**row("x"), "text": f"Mail {EMAIL}", "edits": [], "reason": "not_kept", "raw": EMAIL.encode()}
    redacted = redacted_row(reject)
    assert redacted["text"] == f"Mail {BLANKED * len(EMAIL)}"
    assert redacted["raw"] is None


def test_a_row_without_personal_data_is_left_alone() -> None:
    clean = row("Nobody here.", tags=[], meta='{"b": 1, "a": "x"}', decoding=[])
    assert redacted_row(clean) == clean


@pytest.mark.parametrize(
    ("raw", "kept"), [(b"{broken", True), (EMAIL.encode(), False), (EMAIL.encode("utf-16"), False)]
)
def test_bytes_stay_where_they_can_be_read_and_hold_nothing(raw: bytes, kept: bool) -> None:
    reject = {**row("x"), "text": None, "edits": [], "reason": "invalid_json", "raw": raw}
    assert (redacted_row(reject)["raw"] == raw) is kept


def test_a_number_told_in_one_row_leaves_the_others() -> None:
    told, untold = row(f"Call {PHONE}."), row("On the wall: 2079460958, (0)20 7946-0958, 12079460951.", edits=[])
    assert PHONE.replace(" ", "")[1:] in redacted_row(untold)["text"]
    blanked = redacted_row(untold, numbers_of([told, untold]))["text"]
    assert blanked == f"On the wall: {BLANKED * 10}, ({BLANKED * 14}, 12079460951."
