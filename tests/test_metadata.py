"""Columns read from the ledger."""

from __future__ import annotations

from pipeline.document.edits import Entry
from pipeline.metadata import Found, read_metadata


def entry(rule: str, value: str, outcome: str = "applied", stage: str = "boilerplate") -> Entry:
    return Entry(stage, rule, 0, 1, "x", "", outcome, 1.0, value)


DATE, TAGS = "boilerplate.timestamp.und.date-alone", "boilerplate.tag-line.und.hashtags"


def test_the_earliest_published_date_and_the_latest_update() -> None:
    found = read_metadata(
        [
            entry(DATE, "2019-05-08"),
            entry(DATE, "date=2019-05-07; updated=2019-05-09"),
            entry(DATE, "updated=2019-05-10"),
        ]
    )
    assert found["date"] == Found("2019-05-07", DATE)
    assert found["updated"] == Found("2019-05-10", DATE)


def test_an_update_is_no_date_of_publication() -> None:
    assert "date" not in read_metadata([entry(DATE, "updated=2019-05-10")])


def test_tags_are_gathered_once_each() -> None:
    found = read_metadata([entry(TAGS, "Oslo"), entry(TAGS, "Ports, Oslo")])
    assert found["tags"] == Found(("Oslo", "Ports"), TAGS)


def test_the_first_author_counts_and_flagged_entries_speak() -> None:
    rules = ["boilerplate.byline.en.by", "boilerplate.byline.en.written-by"]
    found = read_metadata([entry(rules[0], "Ada Holm", "flagged"), entry(rules[1], "Bo Lind")])
    assert found["author"] == Found("Ada Holm", rules[0])


def test_overruled_entries_and_other_stages_are_silent() -> None:
    assert (
        read_metadata(
            [entry(DATE, "2019-05-07", "overruled"), entry("fragments.script.fa.run", "fa-Arab", stage="fragments")]
        )
        == {}
    )
