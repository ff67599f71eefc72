"""Every language's rule file: it loads, it covers the kinds of a news page, and it leaves prose alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline import Recipe, clean_batch
from pipeline.rules import check_rule_file, load_rules
from pipeline.rules.calendars import FOLDER
from pipeline.schema import DOCUMENTS
from pipeline.stages.order import STAGES

PROSE = Path(__file__).parent.parent / "cases" / "boilerplate" / "prose"
LANGUAGES = (
    "am", "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
FEWEST_KINDS = 15
FEWEST_SENTENCES = 25
FEWEST_LINES = 500
"""Lines of prose that each script must have untouched."""
ENDS = ".!?。？؟۔।;።፧"
FRAMES = (
    "{}", "  {}", "«{}»", "“{}”", "„{}“", "– {}", "— {} —", "1. {}", "({})", "2019: {}", "{} {}", "{} (1950)",
    "“{}” – {}", "A: {}", "B. {} {}", "[1] {}", "{} […]", "… {}", "* {} *", "§ 3 {}", "{} {} {}", "12:30 {}",
    "{} / {}", "† {}", "‹{}›",
)  # fmt: skip
"""How a sentence can stand in a line: alone, quoted, numbered, twice."""

SCRIPTS = (
    "LATIN", "CYRILLIC", "ARABIC", "GREEK", "HEBREW", "DEVANAGARI", "BENGALI", "CJK", "HANGUL", "THAI", "ETHIOPIC",
)  # fmt: skip
RULES = load_rules()


def sentences(language: str) -> list[str]:
    """The written prose of a language, and the sentences that its rules must ignore."""
    own = (rule for rule in RULES.for_language(language) if rule.language == language)
    ignored = [example.text for rule in own for example in rule.ignores if example.text.rstrip("»”“\"' ")[-1:] in ENDS]
    return [*(PROSE / f"{language}.txt").read_text(encoding="utf-8").splitlines(), *ignored]


def framed(language: str) -> Iterator[str]:
    for sentence in dict.fromkeys(sentences(language)):
        yield from (frame.format(sentence, sentence, sentence) for frame in FRAMES)


def found(language: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """What the rules for the language's pages match in any zone and layout, as rule and line."""
    patterns = RULES.patterns(language)
    return [(match.rule.id, line) for line in lines for match in patterns.matches(line)]


def script_of(line: str) -> str:
    names = (unicodedata.name(char, "").split()[0] for char in line if char.isalpha())
    return Counter(names).most_common(1)[0][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_examples_hold(language: str) -> None:
    assert check_rule_file(FOLDER / f"{language}.toml") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_covers_the_kinds_of_a_news_page(language: str) -> None:
    kinds = {rule.kind for rule in RULES.for_language(language) if rule.language == language}
    assert len(kinds) >= FEWEST_KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_leaves_prose_alone(language: str) -> None:
    assert found(language, list(framed(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_written_prose(language: str) -> None:
    written = (PROSE / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(written)) >= FEWEST_SENTENCES


def test_each_script_has_enough_prose() -> None:
    lines = {line for language in LANGUAGES for line in framed(language)}
    scripts = Counter(map(script_of, lines))
    for script in SCRIPTS:
        assert scripts[script] >= FEWEST_LINES, script


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_document_of_prose_is_touched(language: str) -> None:
    """The stage as a whole: zones, sections and doubled lines, too."""
    lines = list(framed(language))
    texts = ["\n".join(lines[start :: len(FRAMES)]) for start in range(len(FRAMES))]
    rows = [{"id": str(i), "source": "prose", "record": i, "text": text} for i, text in enumerate(texts)]
    recipe = Recipe(actions={**dict.fromkeys((stage.name for stage in STAGES), "off"), "boilerplate": "apply"})
    cleaned = clean_batch(pa.RecordBatch.from_pylist(rows, schema=DOCUMENTS), recipe).to_pylist()
    assert [row["text"] for row in cleaned] == texts
