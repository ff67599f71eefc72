"""The line scorer's loops say what `plain_scorer` says plainly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.boilerplate.characters import BLANKS, LAST, known_kinds
from pipeline.stages.boilerplate.decision import kept, runs_outside
from pipeline.stages.boilerplate.features import FEATURES, write_features
from pipeline.stages.boilerplate.measures import MEASURES, OWN, measures_of
from pipeline.stages.boilerplate.second_look import FEATURES as LOOKED
from pipeline.stages.boilerplate.second_look import write_looked
from pipeline.stages.boilerplate.trees import LEAVES, UNIT, Tree, Trees

from . import plain_scorer as plain

ALPHABETS = [
    "abc ABÉß",
    "abc 1.,:;",
    "жЖ 7؟।",
    "第7号船。 ",
    "ก็ ขabc",
    "กข ",
    "אב،。",
    "\u3000\t\r •|",
    "\U0001f600\U00030000é",
]
TEXTS = st.one_of(
    st.sampled_from(ALPHABETS).flatmap(lambda chars: st.text(chars, max_size=400)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=60),
)


def measures(texts: list[str]) -> npt.NDArray[np.int16]:
    return measures_of(pa.array(texts, pa.string()), np.arange(len(texts)))


@given(st.lists(TEXTS, max_size=8))
def test_measures(texts: list[str]) -> None:
    for text, row in zip(texts, measures(texts).tolist(), strict=True):
        core = text.strip(BLANKS)
        assert dict(zip(MEASURES, row, strict=True)) == (plain.measured(text) if core else dict.fromkeys(MEASURES, 0))


EDGES = [
    "a", " a ", "", " ", "\u3000", "é", "第", "\U0001f600", chr(LAST - 1), chr(LAST), chr(LAST + 1), "\U0010ffff",
    "a" * 239, "a " * 120, "a " * 121, "第" * 241, "-", "- a", "”””””", ".”””", ".””””", "a”)”", "ab abc abcd abcde",
    "Ab aBc", "\x0b\x00", "x" * 40_000, "ก" * 27, "ก" * 26,
]  # fmt: skip


@pytest.mark.parametrize("text", EDGES)
def test_measures_at_edges(text: str) -> None:
    test_measures.hypothesis.inner_test([text])  # type: ignore[attr-defined]
    test_measures.hypothesis.inner_test(["before", text, "after"])  # type: ignore[attr-defined]


def test_lines_are_measured_that_are_asked_for_wherever_they_lie() -> None:
    lines = pa.array(["not read", "one", None, "第7号", "four"], pa.string()).slice(1)
    some = measures_of(lines, np.array([3, 0, 2, 1]))
    assert some.tolist() == measures(["four", "one", "第7号", ""]).tolist()
    assert measures_of(pa.array([], pa.string()), np.arange(0)).shape == (0, len(MEASURES))


def test_a_kind_is_noted_when_it_is_met() -> None:
    known_kinds.cache_clear()
    first = measures(["Ǆ第\U0001f600"])
    assert known_kinds()[ord("Ǆ")] == known_kinds()[ord("A")]
    assert measures(["Ǆ第\U0001f600"]).tolist() == first.tolist()


ROWS = st.builds(
    lambda width, sentence, numbers, bullet: (
        dict.fromkeys(MEASURES, 0)
        | dict(zip(("commas", "separators", "short-words"), numbers, strict=True))
        | {"width": width, "sentence": sentence, "bullet": bullet, "letters": width // 2, "cased": width // 3}
        | {"last-sign": 13 if width % 7 == 0 else 1, "first-sign": width % 5, "words": width // 6}
        | {"capitalised": width % 1000, "digits": width % 300}
    ),
    st.one_of(st.integers(1, 240), st.integers(490, 520)),
    st.integers(0, 1),
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 20)),
    st.integers(0, 1),
)
LINES = st.tuples(st.integers(0, 4), st.booleans())
PAGES = st.lists(st.lists(LINES, min_size=1, max_size=80), min_size=1, max_size=3)


def borders_of(pages: Sequence[Sequence[object]]) -> npt.NDArray[np.int64]:
    return np.cumsum([0, *map(len, pages)])


@settings(max_examples=60)
@given(st.lists(ROWS, min_size=5, max_size=5), PAGES)
def test_features(rows: list[plain.Row], pages: list[list[tuple[int, bool]]]) -> None:
    lines, ruled = (np.array(column) for column in zip(*(line for page in pages for line in page), strict=True))
    own = np.array([[row[name] for name in MEASURES] for row in rows], dtype=np.int16)
    borders, times = borders_of(pages), np.zeros(len(rows), dtype=np.int32)
    found = np.empty((len(FEATURES), len(lines)), dtype=np.int16)
    write_features(own, lines, borders, ruled, times, found)
    named = [{name: row[name] for name in OWN} | {"letters": row["letters"], "cased": row["cased"]} for row in rows]
    asked = [plain.features([named[line] for line, _ in page], *zip(*page, strict=True)) for page in pages]
    assert found.T.tolist() == [[row[name] for name in FEATURES] for page in asked for row in page]
    assert not times.any()


SEEDS = st.integers(0, 2**32 - 1)
MOST_LIKELY = (12, 60, 140, 450, 1001)
"""Below which the probabilities of the lines of a stretch lie: menus, doubtful lines, articles."""


def judged(seed: int) -> list[list[int]]:
    """Probabilities of the lines of some pages, most of them in stretches of like ones, with a menu above and below."""
    draw = np.random.default_rng(seed)
    pages = []
    for _ in range(draw.integers(1, 4)):
        sizes = draw.integers(1, 6, size=draw.integers(1, 12))
        most = draw.choice(MOST_LIKELY, size=len(sizes), p=[0.15, 0.15, 0.3, 0.15, 0.25])
        menus = [draw.integers(0, 60, size).tolist() for size in draw.integers(0, 20, 2)]
        lines = [
            int(part) for size, most in zip(sizes, most, strict=True) for part in draw.integers(most // 4, most, size)
        ]
        pages.append([*menus[0], *lines, *menus[1]])
    return pages


@settings(max_examples=200)
@given(SEEDS)
def test_the_second_look(seed: int) -> None:
    pages, draw = judged(seed), np.random.default_rng(seed)
    words = [draw.integers(0, 260, len(page)).tolist() for page in pages]
    found = np.empty((len(LOOKED), sum(map(len, pages))), dtype=np.int16)
    flat = [np.concatenate(numbers) for numbers in (pages, words)]
    write_looked(flat[0].astype(np.int32), flat[1].astype(np.int16), borders_of(pages), found)
    asked = [row for page, own in zip(pages, words, strict=True) for row in plain.looked(page, own)]
    assert found.T.tolist() == [[row[name] for name in LOOKED] for row in asked]


SHAPES = {"width": 60, "words": 120, "sentence": 2, "bullet": 2, "separators": 2, "repeated": 3}
"""What `kept` asks of a line beside its probability, and the number that it is below."""


@settings(max_examples=400)
@given(SEEDS)
def test_what_is_kept(seed: int) -> None:
    pages, draw = judged(seed), np.random.default_rng(seed)
    features = np.zeros((len(FEATURES), sum(map(len, pages))), dtype=np.int16)
    for name, below in SHAPES.items():
        features[FEATURES.index(name)] = draw.integers(0, below, features.shape[1])
    features[FEATURES.index("sentence")] |= draw.random(features.shape[1]) < draw.random()
    is_plain = draw.random(features.shape[1]) < 0.8
    features[:, is_plain] *= np.isin(FEATURES, ["width", "words", "sentence"])[:, None]
    probability, borders = np.concatenate(pages).astype(np.int32), borders_of(pages)
    keep = kept(features, probability, borders)
    rows = [dict(zip(FEATURES, line, strict=True)) for line in features.T.tolist()]
    asked = [
        plain.kept(rows[first:past], probability[first:past].tolist()) for first, past in pairwise(borders.tolist())
    ]
    assert keep.astype(bool).tolist() == [stays for page in asked for stays in page]


@given(st.lists(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=12), min_size=1, max_size=4))
def test_runs_outside_end_with_their_page(pages: list[list[tuple[bool, int]]]) -> None:
    keep, words = (np.array(column) for column in zip(*(line for page in pages for line in page), strict=True))
    features = np.zeros((len(FEATURES), len(words)), dtype=np.int16)
    features[FEATURES.index("words")] = words
    borders = borders_of(pages)
    runs = runs_outside(keep.astype(np.uint8), features, borders).tolist()
    told = [at for first, last, _ in runs for at in range(first, last + 1)]
    assert told == np.flatnonzero(~keep).tolist()
    for first, last, most in runs:
        assert most == max(range(first, last + 1), key=lambda at: (words[at], at))
        assert sum(first < border <= last for border in borders.tolist()) == 0
    joined = [(last, first) for (_, last, _), (first, _, _) in pairwise(runs) if last + 1 == first]
    assert all(first in borders for _, first in joined)


SPLITS = st.tuples(st.integers(0, 3), st.integers(-3, 3))
TREES = st.lists(st.lists(SPLITS, min_size=1, max_size=6), min_size=1, max_size=9)


@given(TREES, st.lists(st.tuples(*[st.integers(-4, 4)] * 4), min_size=1, max_size=9), st.integers(1, 60), st.randoms())
def test_trees(shapes: list[list[tuple[int, int]]], rows: list[tuple[int, ...]], times: int, random: object) -> None:
    names = ("a", "b", "c", "d")
    leaves = [[random.randint(-900, 900) for _ in range(1 << len(shape))] for shape in shapes]  # type: ignore[attr-defined]
    splits = [tuple((names[k], border) for k, border in shape) for shape in shapes]
    trees = Trees(9, [Tree(*tree) for tree in zip(splits, leaves, strict=True)], names)
    places = [
        [sum((row[k] > border) << bit for bit, (k, border) in enumerate(shape)) for shape in shapes]
        for row in rows * times
    ]
    features = np.array(rows * times, dtype=np.int16).T.copy()
    asked = [9 + sum(own[place] for own, place in zip(leaves, of_line, strict=True)) for of_line in places]
    assert trees.logits(features).tolist() == asked
    told = trees.reasons(features, np.arange(len(rows)))
    means = 9 + sum(sum(own) / len(own) for own in leaves)
    assert np.allclose(told.sum(axis=1) / LEAVES + means, asked[: len(rows)])
    some = np.arange(0, len(trees.names), 1 + times % 2)
    least = [sorted(some, key=own.__getitem__)[:2] for own in told.tolist()]
    if len(some) > 1:
        assert trees.heaviest(features, np.arange(len(rows)), some, 2).tolist() == least
    assert UNIT == 1000
