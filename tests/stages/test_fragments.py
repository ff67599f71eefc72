"""The fragments stage: golden pages, guards, the laws of a stage, the recipe's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import Finding
from pipeline.document.page import Facts, page_of, split_lines
from pipeline.language import characters, evidence, load_detect
from pipeline.language._characters import look_up
from pipeline.language.panel import read_host, usual_host
from pipeline.stages import fragments
from pipeline.stages.contract import Column, Tools
from pipeline.stages.fragments.masks import is_code, mask

CASES = sorted((Path(__file__).parent.parent / "cases" / "fragments").glob("*.txt"))
MARKED_RE = re.compile(r"⟦([^⟧]*)⟧([a-z]{2,3}-[A-Z][a-z]{3})")
ENGLISH = (
    "The council met on Tuesday to talk about the new bridge over the river, and most of its members agreed that the "
    "old one can no longer carry the traffic of the morning.\n\nWork is expected to begin in the spring."
)


def tools(**settings: Any) -> Tools:
    return Tools(None, load_detect(settings.get("language", {})), settings, {})  # type: ignore[arg-type]


def column(texts: Sequence[str], languages: Sequence[str]) -> Column:
    lines = pa.array([[line.text for line in split_lines(text)] for text in texts], pa.list_(pa.string()))
    values = {"texts": pa.array(texts, pa.string()), "lines": lines, "languages": pa.array(languages, pa.string())}
    layouts = pa.array(["extracted"] * len(texts), pa.string())
    return Column(**{name: values.get(name, layouts) for name in Column.__dataclass_fields__})


def chosen(texts: Sequence[str], languages: Sequence[str], kit: Tools) -> list[list[int]]:
    """For each document the lines that the screen chooses."""
    flat = iter(fragments.screen(column(texts, languages), kit).to_pylist())
    return [[i for i, _ in enumerate(split_lines(text)) if next(flat)] for text in texts]


def found(text: str, kit: Tools | None = None) -> list[Finding]:
    kit = kit or tools()
    language = kit.detect.document(text).language
    [lines] = chosen([text], [language], kit)
    return list(fragments.propose(page_of(text, lines, Facts(language)), kit))


def read_case(path: Path) -> tuple[str, list[tuple[str, str]]]:
    marked = path.read_text("utf-8").split("\n", 1)[1]
    return MARKED_RE.sub(r"\1", marked), MARKED_RE.findall(marked)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_pages(path: Path) -> None:
    text, wanted = read_case(path)
    findings = sorted(found(text))
    assert [(text[f.start : f.end], f.value) for f in findings] == wanted
    assert all(f.rule.startswith("fragments.") and f.replacement == "" and 0 <= f.score <= 1 for f in findings)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_gate_loses_nothing_on_the_golden_pages(path: Path) -> None:
    text, wanted = read_case(path)
    kit = tools()
    page = page_of(text, None, Facts(kit.detect.document(text).language))
    assert [(text[f.start : f.end], f.value) for f in sorted(fragments.propose(page, kit))] == wanted


def pages() -> tuple[list[str], list[str]]:
    texts = [read_case(path)[0] for path in CASES]
    return texts, [load_detect({}).document(text).language for text in texts]


def test_a_document_never_depends_on_its_neighbours() -> None:
    texts, languages = pages()
    together = chosen(texts, languages, tools())
    assert together == [chosen([text], [language], tools())[0] for text, language in zip(texts, languages, strict=True)]
    assert together[::-1] == chosen(texts[::-1], languages[::-1], tools())


def test_a_finding_touches_a_chosen_line() -> None:
    texts, languages = pages()
    for text, language in zip(texts, languages, strict=True):
        for index, line in enumerate(split_lines(text)):
            for finding in fragments.propose(page_of(text, [index], Facts(language)), tools()):
                assert line.start <= finding.start < finding.end <= line.end


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_a_long_line_is_looked_up_a_few_times_only(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(characters, "look_up", lambda text, table: read.append(len(text)) or look_up(text, table))
    line = "漢a да, the bridge; мост " * 200
    list(fragments.propose(page_of(line, None, Facts(language)), tools()))
    assert 0 < sum(read) <= 8 * len(line)


def test_caches_change_nothing() -> None:
    texts, _ = pages()
    warm = [found(text) for text in texts]
    cold = []
    for text in texts:
        for cache in (evidence._table, usual_host, fragments.remembered):
            cache.cache_clear()
        cold.append(found(text))
    assert cold == warm == [found(text) for text in texts]


FRENCH = "Le maire a dit que les travaux dureront plus longtemps que prévu"


def test_an_allowed_pair_is_left_alone() -> None:
    text = f"{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}"
    assert [f.value for f in found(text)] == ["fr-Latn"]
    assert not found(text, tools(fragments={"allow": {"en": ("fr",)}}))
    assert found(text, tools(fragments={"allow": {"de": ("fr",), "en": ("es",)}}))


def test_langdetect_as_the_only_detector() -> None:
    text = f"{ENGLISH}\n\n{FRENCH}\n\nThe mayor of Villeneuve shrugged: “{FRENCH}”\n\n{ENGLISH}"
    kit = tools(language={"detector": "langdetect"})
    values = [(text[f.start : f.end], f.value) for f in found(text, kit)]
    assert values == [(FRENCH, "fr-Latn")] * 2
    assert [f.score for f in found(text, kit)] == [f.score for f in found(text, kit)]


@pytest.mark.parametrize(
    "line",
    [
        "#MeToo #JeSuisCharlie #YoSoy132",
        "Kremlin spokesman Dmitry Peskov",
        "14:31 - 19/02/2020 Wednesday",
        "MINISTERSTVO ZAHRANIČNÍCH VĚCÍ ČESKÉ REPUBLIKY",
        "Universidad Nacional Autónoma de México",
        "It was, c'est la vie, a fait accompli.",
        "She had a déjà vu and a sense of schadenfreude.",
        "https://example.com/nachrichten/die-bruecke-ist-wegen-bauarbeiten-gesperrt",
        "mail an.die.redaktion.der.zeitung@beispiel.example today",
        "for key in conf.sections(): print(key, conf[key])",
        "Москва",
        "α and β are the angles; Δx is the step.",
        "He said: “Allahu akbar!”",
    ],
)
def test_what_is_no_fragment(line: str) -> None:
    assert not found(f"{ENGLISH}\n\n{line}\n\n{ENGLISH}")


@pytest.mark.parametrize(
    ("mark", "quoted"),
    [("\u200f", "سازمان ملل از دو طرف خواست به گفتگو برگردند"), ("\u202b", "האוניברסיטה הודיעה על פתיחת שנת הלימודים")],
)
def test_bidirectional_marks_and_digits_at_an_edge_belong_to_nobody(mark: str, quoted: str) -> None:
    text = f"{ENGLISH}\n\n12 {mark}{quoted}{mark} 2021\n\n{ENGLISH}"
    assert [text[f.start : f.end] for f in found(text)] == [quoted]


def test_the_page_s_own_language_in_its_other_script_is_no_fragment() -> None:
    cyrillic = (
        "Градско веће је у уторак разговарало о новом мосту преко реке. Већина одборника се сложила да стари мост више "
        "не може да издржи јутарњи саобраћај. Радови треба да почну на пролеће и трајаће око две године."
    )
    latin = "Portparol je rekao da je plan već nekoliko puta promenjen i da će sledeća sednica biti u septembru"
    values = [f.value for f in found(f"{cyrillic}\n\n{latin}\n\n{cyrillic}")]
    assert not values or values[0] != "sr-Latn"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("def close(self, when):", True),
        ("if (a == b) { return c; }", True),
        ("self.add_route(route)", True),
        ("const x = require('left-pad');", True),
        ("The member(s) of the board (all of them) agreed.", False),
        ("He paid $5 (a lot of money) for it; she paid nothing.", False),
        ("If it rains, the match is off:", False),
    ],
)
def test_code(line: str, code: bool) -> None:
    assert is_code(line) is code


@given(st.text(max_size=300))
def test_a_mask_keeps_every_character_in_its_place(line: str) -> None:
    masked = mask(line)
    assert len(masked) == len(line)
    assert all(new in (old, " ") for new, old in zip(masked, line, strict=True))


@given(
    st.lists(
        st.sampled_from(
            ["the bridge is old", FRENCH, "в городе", "漢字かな", "\u200f", "12", "“", " | ", "\n", "a_b("]
        ),
        max_size=12,
    )
)
def test_findings_lie_in_the_text_and_do_not_overlap(parts: list[str]) -> None:
    text = " ".join([ENGLISH, *parts])
    spans = sorted((f.start, f.end) for f in found(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        ("en", {"Latn"}),
        ("ru", {"Cyrl"}),
        ("ja", {"Hani", "Hira", "Kana"}),
        ("zh", {"Hani", "Hira", "Kana"}),
        ("ko", {"Hang", "Hani"}),
        ("sr", None),
        ("id", None),
        ("und", None),
    ],
)
def test_the_host_of_a_language(language: str, scripts: set[str] | None) -> None:
    host = usual_host(language)
    assert (host and set(host.scripts)) == scripts


def test_the_host_of_a_text() -> None:
    serbian = read_host("Gradsko veće je u utorak razgovaralo o novom mostu preko reke, a većina se složila.", "sr")
    assert serbian.scripts == {"Latn"}
    assert not serbian.hears("eldc")
    indonesian = read_host("Dewan kota bertemu pada hari Selasa untuk membicarakan jembatan baru itu.", "id")
    assert (indonesian.language, indonesian.words) == ("id", "ms")
    assert [name for name in ("cld2", "eldc", "fasttext") if indonesian.hears(name)] == ["cld2", "fasttext"]


def test_a_long_line_is_read_to_its_end() -> None:
    line = " ".join([ENGLISH.replace("\n\n", " ")] * 300)
    text = f"{line} — {FRENCH}"
    assert [text[f.start : f.end] for f in found(text)] == [FRENCH]


def test_a_page_of_unknown_language_only_shows_other_scripts() -> None:
    kit = tools()
    page = page_of("AA\n\nParis\n\nна улице стоит старый дом", None, Facts("und"))
    assert {f.rule for f in fragments.propose(page, kit)} <= {"fragments.other-script.und.run"}


def test_settings_may_be_missing() -> None:
    settings: Mapping[str, Any] = {}
    kit = Tools(None, load_detect(), settings, {})  # type: ignore[arg-type]
    assert found(ENGLISH, kit) == []
