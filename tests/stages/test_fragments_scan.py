"""What the fragments stage finds over whole columns and lines at once, against the same found one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.panel import Host, usual_host
from pipeline.language.runs import Run, foreign_stretches, script_runs
from pipeline.language.screens import (
    AUTHORS,
    foreign_letters,
    function_words,
    patterns_of,
    words_of_script,
)
from pipeline.language.scripts import SCRIPTS, WRITTEN_TOGETHER
from pipeline.stages.fragments.boundaries import BREAKS
from pipeline.stages.fragments.letters import find_letters
from pipeline.stages.fragments.masks import (
    _CALL_RE,
    _CODE_RE,
    _MAYBE_CODE_RE,
    _STATEMENT_RE,
    FEWEST_SIGNS_OF_CODE,
    is_code,
)
from pipeline.stages.fragments.scan import BETWEEN, LONGEST, NEAR, PIECE, Scanned, host_words, scan
from pipeline.stages.fragments.units import units_of

LATIN = frozenset({"Latn"})


def host(language: str) -> Host:
    found = usual_host(language)
    assert found is not None
    return found


def view(lines: list[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    encoded = [line.encode() for line in lines]
    return np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0, *map(len, encoded)])


def scanned(lines: list[str], *languages: str) -> Scanned:
    """`lines` in the languages given, the last of them for all that are left."""
    hosts = [host(language) for language in languages]
    return scan(*view(lines), np.minimum(np.arange(len(lines)), len(hosts) - 1), hosts)


def near(line: str, language: str = "en") -> bool:
    return scanned([line], language).near.tolist() == [0]


UNITS = ["plain", "“One,” he said. Two", "Ещё: «да» — и «нет»", "。", "最初の文。次", "هذا، وذاك", "x", "’s", "(a)"]


def cut(line: str) -> list[str]:
    cuts = [at for at, char in enumerate(line) if at == 0 or char in BREAKS]
    return [line[first:last] for first, last in pairwise([*cuts, len(line)])]


def test_units_are_what_stands_between_breaks() -> None:
    units = units_of(pa.array(UNITS), scanned(UNITS, "en").units)
    assert units.to_pylist() == [unit for line in UNITS for unit in cut(line)]


WORDS = [
    *("the", "The", "THE", "of", "bridge", "con", "il", "qu'il", "C'est", "d'un", "l'", "'", "et al", "и", "Который"),
    *(
        "после",
        "послепосле",
        "уже",
        ".",
        ",",
        "“",
        "”",
        "’",
        ")",
        "(",
        "。",
        "、",
        "…",
        "é",
        "x",
        "-",
        "\x00",
        "\u00a0",
    ),
]
LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=6)


@given(LINES, st.sampled_from(["", " "]), st.sampled_from(["en", "fr", "ru", "uk", "de", "it"]))
def test_units_and_their_own_words(lines: list[list[str]], blank: str, language: str) -> None:
    texts = [blank.join(line) for line in lines]
    found, words = scanned(texts, language), host_words(language, host(language).scripts)
    units = units_of(pa.array(texts), found.units)
    assert units.to_pylist() == [unit for line in texts for unit in cut(line)]
    own = patterns_of(language, host(language).scripts).own
    assert own
    wanted = pc.match_substring_regex(units, own).to_pylist()
    for unit, mine, is_found in zip(units.to_pylist(), wanted, found.own.tolist(), strict=True):
        # What holds a sign that parts words is searched for afterwards.
        if AUTHORS not in unit and not any(word in unit for word in words.compounds):
            assert is_found is mine, unit


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("a con il b", True),
        ("a b con c il d", True),
        ("a b con c d il g", True),
        ("a b con c d e il g", False),
        ("a con " + "x" * 60 + " il b", False),
        ("con il b", False),
        ("a con il", False),
        ("a con, il b", False),
        ("a the of b", False),
        ("a d'un il b", True),
        ("a xd'un il b", False),
        ("This dish is called pasta con il pomodoro alla something", True),
    ],
)
def test_words_near_each_other(line: str, is_found: bool) -> None:
    assert near(line) is is_found


def test_words_longer_than_their_hash() -> None:
    assert "после" in words_of_script("Cyrl") - function_words("uk", "Cyrl")
    assert near("а после уже б", "uk")
    assert not near("а послепосле уже б", "uk")
    assert max(len(word.encode()) for script in SCRIPTS for word in words_of_script(script)) <= LONGEST


def test_languages_whose_words_are_not_known() -> None:
    assert not host_words("xx", LATIN).any.any()
    assert not host_words("en", frozenset({"Latn", "Cyrl"})).any.any()
    assert not host_words("zh", WRITTEN_TOGETHER["ja"]).any.any()


def test_lines_of_any_length() -> None:
    long = "the bridge was old " * (PIECE // 7)
    assert scanned(["a", f"{long}con il {long}", "b", f"{long}con il x"], "en").near.tolist() == [1, 3]
    assert scanned(["the end con x", "y il was"], "en").near.tolist() == []
    assert scanned(["the end con", " il was"], "en").near.tolist() == []


def are_near(line: str, language: str) -> bool:
    foreign = words_of_script("Latn") - function_words(language, "Latn")
    words = line.split(" ")
    at = [i for i in range(1, len(words) - 1) if len(words[i]) > 1 and words[i] in foreign]
    starts = {i: len(" ".join(words[:i])) for i in at}
    return any(b - a <= BETWEEN + 1 and starts[b] - starts[a] <= NEAR for a, b in pairwise(at))


@given(LINES, st.lists(st.sampled_from(["en", "fr", "it"]), min_size=1, max_size=3))
def test_lines_of_several_hosts_are_read_as_if_alone(lines: list[list[str]], languages: list[str]) -> None:
    texts = [" ".join(line) for line in lines]
    own = [languages[min(i, len(languages) - 1)] for i in range(len(texts))]
    together = scanned(texts, *languages)
    alone = [scanned([text], language) for text, language in zip(texts, own, strict=True)]
    assert together.own.tolist() == [each for one in alone for each in one.own.tolist()]
    assert together.near.tolist() == [i for i, one in enumerate(alone) if len(one.near)]
    ascii_ = [i for i, text in enumerate(texts) if text.isascii()]
    assert [i in together.near for i in ascii_] == [are_near(texts[i], own[i]) for i in ascii_]


@pytest.mark.parametrize(
    ("text", "language", "strange", "foreign"),
    [
        ("naïve café “x” 🙂", "en", 0, False),
        ("Київ straße", "en", 4, True),
        ("Київ Kyiv", "uk", 0, False),
        ("Это ёлка", "uk", 0, True),
        ("漢字かな カナ", "ja", 0, False),
        ("漢字 다리", "ja", 2, False),
        ("पुल γέ", "hi", 2, False),
        ("Mọi người đều có quyền", "vi", 0, False),
        ("Mọi ẁ", "vi", 0, True),
    ],
)
def test_letters_strange_to_a_page(text: str, language: str, strange: int, foreign: bool) -> None:
    lines, hosts = [text, "мост", "é", text], [host(language), host("ru"), host("fr")]
    found = find_letters(*view(lines), np.array([0, 1, 2, 2]), hosts)
    assert (found.strange[0], found.foreign[0]) == (strange, foreign)
    assert found.strange[1:3].tolist() == [0, 0] and not found.foreign[1:3].any()


@given(st.lists(st.text(st.sampled_from("aéßñіыëяЇğẁẽ 漢“"), min_size=1), min_size=1))
def test_letters_that_a_language_lacks(lines: list[str]) -> None:
    hosts = [host("de"), host("ru")]
    owners = np.arange(len(lines)) * 2 // max(len(lines), 2)
    found = find_letters(*view(lines), owners, hosts)
    for line, owner, foreign in zip(lines, owners.tolist(), found.foreign.tolist(), strict=True):
        assert foreign is not foreign_letters(hosts[owner].language, hosts[owner].scripts).isdisjoint(line)


def stretches(text: str, scripts: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """The runs of scripts that are not the host's, as long as they are written together."""
    stretch: list[Run] = []
    for run in (*script_runs(text), Run(-1, -1, "")):
        pair = {run.script, stretch[0].script} if stretch else set()
        if len(pair) == 2 and not any(pair <= each for each in WRITTEN_TOGETHER.values()):
            yield stretch[0].start, stretch[-1].end, stretch[0].script
            stretch = []
        if run.script and run.script not in scripts:
            stretch.append(run)


@given(
    st.text(st.sampled_from("abé1 .-’̀жЇि१क漢字かカ다ー،ش")),
    st.sampled_from([LATIN, frozenset({"Cyrl"}), WRITTEN_TOGETHER["ja"], WRITTEN_TOGETHER["ko"], frozenset({"Deva"})]),
)
def test_stretches_of_other_scripts(text: str, scripts: frozenset[str]) -> None:
    found = [tuple(stretch) for stretch in foreign_stretches(text, scripts)]
    assert found == [*stretches(text, scripts)]


SIGNS = ["def ", "import ", "if ", "a", "b_", "=", "==", "(", ")", "()", "[1]", "[", "]", ".", "x.y", "foo.bar", "(1"]
SIGNS += [
    ":",
    ";",
    "{",
    "}",
    "\\",
    "%s",
    "%",
    "'",
    '"',
    "->",
    "::",
    "&&",
    "||",
    "$",
    "*",
    "# A",
    "// B",
    " ",
    "é",
    "\t",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=10).map("".join))
def test_the_plain_signs_of_code_hide_none(line: str) -> None:
    signs = len(_CODE_RE.findall(line)) >= FEWEST_SIGNS_OF_CODE
    code = signs or _CALL_RE.search(line) or _STATEMENT_RE.match(line)
    assert is_code(line) is bool(code and _MAYBE_CODE_RE.search(line))


def test_a_unit_of_authors_is_the_host_s() -> None:
    pattern = patterns_of("en", LATIN).own
    assert pattern and re.search(pattern, "(Cook et al, 2015")
