"""What the fragments stage finds over whole columns and lines at once, against the same found one by one."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.blocks import NONE, pair_of, scripts_of_pairs
from pipeline.language.detectors import MOST_CHARACTERS
from pipeline.language.panel import Host, usual_host
from pipeline.language.runs import Run, foreign_stretches, script_runs
from pipeline.language.screens import (
    foreign_letters,
    function_words,
    own_words,
    search_of,
    standing_alone,
    words_of_script,
)
from pipeline.language.scripts import SCRIPTS, UNSPACED, WRITTEN_TOGETHER
from pipeline.stages.contract import Column
from pipeline.stages.fragments._reader import (
    BETWEEN,
    FEWEST_BYTES,
    FEWEST_DENSE,
    FEWEST_LATIN,
    FEWEST_SMALL,
    FEWEST_STRANGE,
    FEWEST_WORDS,
    NEAR,
    SHIFT,
    WINDOW,
)
from pipeline.stages.fragments.masks import (
    _CALL_RE,
    _CODE_RE,
    _MAYBE_CODE_RE,
    _STATEMENT_RE,
    FEWEST_SIGNS_OF_CODE,
    is_code,
)
from pipeline.stages.fragments.scan import scan
from pipeline.stages.fragments.screen import _is_suspect_unit
from pipeline.stages.fragments.signs import BEFORE_WORDS, BREAKS, signs_by_byte
from pipeline.stages.fragments.vocabulary import host_words, vocabulary

LATIN = frozenset({"Latn"})


def host(language: str) -> Host:
    found = usual_host(language)
    assert found is not None
    return found


class Read(NamedTuple):
    """Of a line whether it is chosen by its letters alone, and what is asked about: units and windows."""

    chosen: bool
    units: Sequence[str] = []
    windows: Sequence[str] = []


def column(lines: Sequence[Sequence[str]]) -> Column:
    texts = pa.array(["\n".join(each) for each in lines])
    return Column(texts, pa.array(lines, pa.list_(pa.string())), texts, texts)


def read(line: str, language: str) -> Read:
    """What is read in a line of a document."""
    asked: list[tuple[str, bool]] = []

    def is_suspect(number: int, text: str, is_unit: bool) -> bool:
        asked.append((text, is_unit))
        return False

    [chosen] = scan(column([[line]]), [host(language)], np.zeros(1, np.int64), lambda text: "", is_suspect).tolist()
    units, windows = ([text for text, is_unit in asked if is_unit is kind] for kind in (True, False))
    return Read(bool(chosen), units, windows)


# The same, one by one.
LATIN_SENTENCE_RE = re.compile(
    "[^\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2fff\u3040-\ud7ff]*".join(
        [r"(?:\A|[^A-Za-z\u00c0-\U0010ffff])[a-zß-öø-ÿ]"] * FEWEST_LATIN
    )
)
KANA, DENSE_RE = "[\u3041-\u30ff]", re.compile("[\u3041-\u30ff\u3400-\u9fff]" + f"{{{FEWEST_DENSE}}}")
LETTER, SMALL = "[A-Za-z\u00c0-\U0010ffff]", "[^ A-Za-z]*[a-z\u00df-\U0010ffff][^ ]*"
WORDS_RE = re.compile(" +".join([f"[^ ]*{LETTER}[^ ]*"] * FEWEST_WORDS))
SMALL_WORDS_RE = re.compile(f"(?:\\A| ){SMALL} (?:[^ ]+ )*{SMALL}{LETTER}")


def plainly(line: str, language: str) -> Read:
    """What is read in a line, by patterns and one word at a time."""
    its, search = host(language), search_of(language, host(language).scripts)
    if len(line.encode()) < FEWEST_BYTES:
        return Read(False)
    if sum(is_strange(char, its) for char in line) >= FEWEST_STRANGE:
        return Read(True)
    if "Latn" not in its.scripts and LATIN_SENTENCE_RE.search(line):
        return Read(True)
    if not search.shared:
        return Read(False)
    units = [unit for unit in cut(line) if len(unit.encode()) >= FEWEST_BYTES and is_asked_about(unit, language)]
    lacked = foreign_letters(language, its.scripts)
    if are_near(line, language) or (language == "zh" and re.search(KANA * 2, line)):
        return Read(False, units, windows(line))
    return Read(False, units, [window for window in windows(line) if not lacked.isdisjoint(window)])


def is_strange(char: str, its: Host) -> bool:
    """Whether a letter is of another script, as far as its first two bytes tell, which some of its own may share."""
    if char.isascii() or pair_of(char) in {pair_of(letter) for letter in foreign_letters(its.language, its.scripts)}:
        return False
    script = int(scripts_of_pairs()[pair_of(char)])
    return script != NONE and SCRIPTS[script] not in {*its.scripts, "Latn"}


def cut(line: str) -> list[str]:
    cuts = [at for at, char in enumerate(line) if at == 0 or char in BREAKS]
    return [line[first:last] for first, last in pairwise([*cuts, len(line)])]


def is_asked_about(unit: str, language: str) -> bool:
    """Whether a unit has no word of its host's own, and is more than a name."""
    search = search_of(language, host(language).scripts)
    if search.unspaced:
        own = KANA if language == "ja" else "|".join(own_words("zh", "Hani"))
        return not re.search(own, unit) and bool(DENSE_RE.search(unit))
    if search.own and re.search(standing_alone(search.own), unit):
        return False
    return bool(WORDS_RE.search(unit) and SMALL_WORDS_RE.search(unit))


def are_near(line: str, language: str) -> bool:
    """Whether two function words of others stand near each other, each between blanks."""
    scripts = host(language).scripts
    if len(scripts) > 1 or min(scripts) in UNSPACED or not function_words(language, min(scripts)):
        return False
    foreign = words_of_script(min(scripts)) - function_words(language, min(scripts))
    words = line.split(" ")
    at = [i for i in range(1, len(words) - 1) if len(words[i]) > 1 and words[i] in foreign]
    starts = {i: len(" ".join(words[:i]).encode()) for i in at}
    return any(b - a <= BETWEEN + 1 and starts[b] - starts[a] <= NEAR for a, b in pairwise(at))


def windows(line: str) -> list[str]:
    words = line.split(" ")
    starts = range(0, max(1, len(words) - WINDOW + 1), SHIFT)
    every = [words[start : start + WINDOW] for start in starts]
    return [" ".join(each) for each in every if sum(not word[:1].isupper() for word in each) >= FEWEST_SMALL]


WORDS = [
    *(
        "the",
        "The",
        "THE",
        "of",
        "bridge",
        "con",
        "il",
        "qu'il",
        "C'est",
        "d'un",
        "l'",
        "'",
        "n'",
        "'n",
        "и",
        "Который",
    ),
    *("после", "послепосле", "уже", "été", "ß", "Ünder", "ǅ", "è", "của", "ệ", "ğ", "ї", "ы", "A", "O'Neil", "3"),
    *(
        ".",
        ",",
        "“",
        "”",
        "’",
        "‘",
        ")",
        "(",
        "。",
        "、",
        "…",
        "،",
        "—",
        "»",
        "é",
        "x",
        "-",
        "\x00",
        "\u00a0",
        "\U0001f600",
    ),
    *(
        "日本語の文",
        "的",
        "漢字漢字漢字",
        "カナ",
        "ー",
        "다리",
        "पुल।",
        "है",
        "این",
        "که",
        "γέ",
        "ቤት",
        "אב",
        "  ",
        "\U00020000",
    ),
]
LINES = st.lists(st.lists(st.sampled_from(WORDS), max_size=14), min_size=1, max_size=5)
PAGES = [
    "",
    "con il",
    "les travaux dureront plus",
    "Das ist nicht so, wie es sein soll",
    "a con il b",
    "日本語の文。漢字漢字漢字",
    "Це було вже після того, як він пішов",
]
LANGUAGES = ["en", "fr", "it", "de", "vi", "ca", "ru", "uk", "ja", "zh", "ko", "hi", "fa", "el", "am"]


@given(LINES, st.sampled_from(["", " ", " "]), st.sampled_from(LANGUAGES), st.sampled_from([0, 0, 40, 509, 513, 1023]))
def test_lines_are_read_as_plainly(lines: list[list[str]], blank: str, language: str, longer: int) -> None:
    for line in lines:
        # Lines are read in pieces: whatever stands where two of them meet is read as elsewhere.
        text = "z" * longer + blank.join(line)
        assert read(text, language) == plainly(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "line",
    [
        "",
        "\U0001f600",
        "a" * 8,
        " " * 9,
        "'" * 9,
        "." * 600,
        "con il " * 200,
        "x" * 511 + " con il x",
        "x" * 505 + " d'un il x",
        "漢" * 171 + "字。的漢字漢字漢字",
        "the of and to be in" + " " * 600 + "x",
        "ends in a wide sign, which is a break of its own…",
        "et al and n' ọ bụ 'n hond ta' l-",
        "\x00\x00\x00\x00\x00\x00\x00\x00 \x00the",
    ],
)
def test_lines_at_the_edges(line: str, language: str) -> None:
    assert read(line, language) == plainly(line, language)


def test_what_is_read() -> None:
    assert read("Это было уже после того, as he had told the others", "ru") == Read(True)
    assert read("Київ — Москва", "en") == Read(True)
    french = "“Le maire a dit que oui,” said the mayor. Les travaux dureront plus longtemps"
    assert read(french, "en").units == ["“Le maire a dit que oui,", ". Les travaux dureront plus longtemps"]


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
    assert bool(read(line, "en").windows) is is_found


def test_words_longer_than_their_key() -> None:
    assert "после" in words_of_script("Cyrl") - function_words("uk", "Cyrl")
    assert read("а после уже б", "uk").windows
    assert not read("а послепосле уже б", "uk").windows


def test_every_word_is_found() -> None:
    for language in ("en", "ru", "fa"):
        [script] = host(language).scripts
        known = function_words(language, script)
        for word in words_of_script(script):
            if len(word) > 1 and word not in known:
                assert read(f"- {word} {word} -", language).windows or len(word.encode()) < 3, word


def test_words_hold_no_other_sign_than_one_apostrophe() -> None:
    for word in vocabulary().numbers:
        signs = [char for char in word if char in BREAKS + BEFORE_WORDS]
        assert signs in ([], ["'"])


def test_no_letter_or_digit_of_ascii_parts_words() -> None:
    """They are passed over without a look at the table."""
    assert not any(signs_by_byte()[list((string.ascii_letters + string.digits).encode())])


def test_languages_whose_words_are_not_known() -> None:
    assert not host_words("xx", LATIN).any()
    assert not host_words("en", frozenset({"Latn", "Cyrl"})).any()
    assert not host_words("zh", WRITTEN_TOGETHER["ja"]).any()


DOCUMENTS = st.lists(st.tuples(st.lists(st.sampled_from(PAGES), max_size=4), st.sampled_from(LANGUAGES)), max_size=6)


@given(DOCUMENTS, st.integers(0, 3))
def test_a_batch_is_read_as_its_documents(documents: list[tuple[list[str], str]], left_out: int) -> None:
    hosts = [host(language) for language in LANGUAGES]
    numbers = np.array([LANGUAGES.index(language) for _, language in documents], np.int64)
    whole = column([lines for lines, _ in documents])
    wanted = [chosen_in(column([lines]), hosts, numbers[i : i + 1]) for i, (lines, _) in enumerate(documents)]
    assert chosen_in(whole, hosts, numbers) == [each for one in wanted for each in one]
    part = Column(whole.texts[left_out:], whole.lines[left_out:], whole.texts[left_out:], whole.texts[left_out:])
    assert chosen_in(part, hosts, numbers[left_out:]) == [each for one in wanted[left_out:] for each in one]


def chosen_in(column: Column, hosts: Sequence[Host], numbers: npt.NDArray[np.int64]) -> list[int]:
    """The lines that are chosen, where detectors say something of every text."""
    found: list[int] = scan(
        column, hosts, numbers, lambda text: text[:2], lambda _, text, unit: len(text) % 3 == unit
    ).tolist()
    return found


def test_a_detector_is_asked_once_and_reads_no_more_than_it_should() -> None:
    asked: list[str] = []

    def detect(text: str) -> str:
        asked.append(text)
        return "en"

    long = "travaux dureront longtemps " * 200
    lines = column([["les travaux dureront", "(les travaux dureront", long], ["les travaux dureront"]])
    scan(lines, [host("en")], np.zeros(2, np.int64), detect, lambda *_: True)
    assert asked == ["les travaux dureront", "(les travaux dureront", long[:MOST_CHARACTERS]]


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
    unit = "(Vogel et al, über die Brücken der Stadt"
    assert _is_suspect_unit(unit.replace("et al", "et ал"), host("en"))
    assert not _is_suspect_unit(unit, host("en"))
