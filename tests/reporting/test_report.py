"""The report as a file: deterministic, self-contained, and deaf to what documents say."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.errors import PlaceError
from pipeline.keep import PROFILES, KeepSection, failed_conditions
from pipeline.recipe import load_recipe
from pipeline.reporting import charts
from pipeline.reporting.documents import sample_documents
from pipeline.reporting.export import Selection, read_edits
from pipeline.reporting.figures import count_run
from pipeline.reporting.measures import measure_run
from pipeline.reporting.report import script_of, share, visible, write_report
from pipeline.reporting.runs import open_run, rows
from pipeline.schema import CORPUS

from .conftest import PROSE, run


class Tags(HTMLParser):
    """The tags and attributes of a page, and what it fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.fixture(scope="module")
def page(output: Path) -> str:
    return write_report(output).read_text("utf-8")


def test_the_same_run_gives_the_same_bytes(output: Path, page: str) -> None:
    assert write_report(output / "latest").read_text("utf-8") == page


def test_what_documents_say_stays_text(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("script") == 1
    assert tags.tags.count("style") == 1
    assert "img" not in tags.tags
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert "&lt;script&gt;document.title" in page


def test_nothing_is_fetched(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    places = [value for name, value in tags.attributes if name in ("href", "src", "srcset", "action")]
    assert all(place is not None and place.startswith(("#", "data:")) for place in places)
    assert "default-src 'none'" in page
    assert "unsafe" not in page[: page.index("<style>")]


def test_every_line_is_its_own_block_that_finds_its_direction(page: str) -> None:
    lines = re.findall(r'<p class="line"[^>]*>', page)
    assert lines
    assert set(lines) == {'<p class="line" dir="auto">'}


def test_figures_agree_with_each_other(output: Path) -> None:
    with open_run(output) as connection:
        figures = count_run(connection)
        sources = {
            document.row["id"]: len(document.row["source_text"]) for document in sample_documents(connection, 100)
        }
    assert (figures.kept, figures.rejected) == (7, 1)
    assert figures.source_characters == sum(sources.values())
    assert dict(figures.reasons) == {"empty_after_cleaning": 1}
    assert sum(n for _, n in figures.languages) == 7
    assert figures.repaired > 0
    assert figures.removed > 0
    assert figures.flagged > 0


def test_measures_say_what_keep_says(output: Path) -> None:
    with open_run(output) as connection:
        measures = measure_run(connection)
        kept = rows(connection, "SELECT text, language, flags, signals FROM corpus")
    assert measures.measured == measures.documents == len(kept)
    for profile in PROFILES:
        failed = [failed_conditions(KeepSection(profile=(profile,)), row) for row in kept]
        whole = measures.of_profile(profile)[0]
        assert (whole.language, whole.documents, whole.rejected) == ("", len(kept), sum(map(bool, failed)))
        assert dict(whole.conditions) == Counter(said.split(" = ")[0] for one in failed for said in one)
        persian = next(verdict for verdict in measures.of_profile(profile) if verdict.language == "fa")
        assert persian.documents == 1
    words = next(spread for spread in measures.spreads if spread.name == "words")
    assert words.values[0] == min(row["signals"]["words"] for row in kept)
    assert words.values[-1] == max(row["signals"]["words"] for row in kept)
    assert sum(words.bars) == words.documents == len(kept)


def test_a_large_corpus_is_measured_by_a_sample(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reporting.measures.MEASURED", 3)
    with open_run(output) as connection:
        measures = measure_run(connection)
    assert 0 < measures.measured < measures.documents


def test_samples_are_random_ids_first_and_then_the_heaviest(output: Path, ids: dict[str, str]) -> None:
    with open_run(output) as connection:
        documents = sample_documents(connection, 2)
    assert [document.row["id"] for document in documents][:2] == sorted(ids.values())[:2]
    heaviest = {document.row["id"] for document in documents if "heaviest" in document.samples}
    assert ids["english"] in heaviest
    assert ids["plain"] not in heaviest


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="python -m pipeline run"):
        write_report(tmp_path)


def test_an_empty_corpus_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    page = write_report(tmp_path).read_text("utf-8")
    assert "The corpus is empty." in page
    assert CORPUS.empty_table().num_rows == 0


def test_redacted_documents_are_shown_without_what_was_blanked(tmp_path: Path) -> None:
    recipe = load_recipe().model_copy(update={"actions": {"privacy": "apply"}})
    texts = {
        "mail": f"{PROSE}\nWrite to jane.miller@example.org, said ErdoÄŸan.\n{PROSE}",
        "torn": f"{PROSE}\nWrite to jane.miller@example.org&nbsp;now, the minister said.",
    }
    output = run(texts, tmp_path, recipe, redacted=True)
    page = write_report(output).read_text("utf-8")
    assert "officials said" in page
    assert "jane.miller" not in page
    assert "now, the minister said" in page
    assert all("jane.miller" not in str(edit) for edit in read_edits(output, Selection()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b", "a b"),
        ("  \t", "··→"),
        ("\n\n", "↵↵"),
        ("\u200b", "ZWSP"),
        ("\x07", "⟨U+0007⟩"),
        ("می‌کنند", "می‌کنند"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("part", "told"), [(0, "0.0 %"), (0.0001, "< 0.1 %"), (0.5, "50.0 %"), (0.9999, "> 99.9 %"), (1, "100.0 %")]
)
def test_shares_never_round_to_nothing_or_all(part: float, told: str) -> None:
    assert share(part) == told


@pytest.mark.parametrize(
    ("tag", "script"), [("en", "Latn"), ("fa", "Arab"), ("zh", "Hans"), ("und", ""), ("mul", ""), ("xx-unknown", "")]
)
def test_the_usual_script_of_a_language(tag: str, script: str) -> None:
    assert script_of(tag) == script


def test_streams_fill_the_picture_and_keep_their_labels_apart() -> None:
    bands = charts.flow([("kept", 1_000_000), ("flagged", 1), ("repaired", 0), ("removed", 3)])
    assert bands[-1].y + bands[-1].height <= charts.HEIGHT + 0.1
    labels = [band.label_y for band in bands]
    assert all(b - a >= charts.LABEL_GAP - 0.1 for a, b in pairwise(labels))


def test_months_without_documents_are_shown_too() -> None:
    assert charts.periods([("", 3), ("2020-01", 2), ("2020-03", 1)]) == [("2020-01", 2), ("2020-02", 0), ("2020-03", 1)]
    assert charts.periods([("1990-01", 2), ("2020-03", 1)]) == [("1990", 2), ("2020", 1)]
