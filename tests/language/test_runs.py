"""Runs, words and stretches of scripts in a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.runs import count_scripts, has_other_script, main_script, script_runs
from pipeline.language.scripts import SCRIPTS

LATIN = frozenset({"Latn"})


def test_runs() -> None:
    text = "Kyiv (Київ), 12 東京タワー"
    assert [(text[run.start : run.end], run.script) for run in script_runs(text)] == [
        ("Kyiv", "Latn"),
        ("Київ", "Cyrl"),
        ("東京", "Hani"),
        ("タワ", "Kana"),
    ]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", ""),
        ("12 — 13", ""),
        ("abc где", "Latn"),
        ("ab где", "Cyrl"),
        ("где abc", "Cyrl"),
        ("می‌شود", "Arab"),
        ("日本語です", "Hani"),
    ],
)
def test_main_script(text: str, script: str) -> None:
    assert main_script(text)[0] == script


@pytest.mark.parametrize(
    ("text", "other"),
    [("plain", False), ("naïve café", False), ("5 µm — “x”", False), ("Київ", True), ("x\u200fy", False), ("漢", True)],
)
def test_other_scripts(text: str, other: bool) -> None:
    assert has_other_script(text, LATIN) is other


CHARACTERS = "aBßªµ жЁ漢字かナー한ا\u064e\u093c\u0301\u200dन०𞤀ㄅ\U00010330𠀀'’ʼ·-.1“🙂"
WRITTEN = [LATIN, frozenset({"Cyrl"}), frozenset({"Deva"}), frozenset({"Hani", "Hira", "Kana"}), frozenset({"Goth"})]


@given(st.text(st.sampled_from(CHARACTERS)), st.sampled_from(WRITTEN))
def test_other_letters_are_what_unicode_says(text: str, scripts: frozenset[str]) -> None:
    written = "".join(rf"\p{{Script={script}}}" for script in sorted(scripts))
    other = regex.search(rf"[\p{{L}}--[{written}\p{{Script=Zyyy}}]]", text, regex.V1)
    assert has_other_script(text, scripts) is bool(other)


@given(st.text(st.sampled_from(CHARACTERS)))
def test_runs_hold_every_letter_of_a_script(text: str) -> None:
    runs = [*script_runs(text)]
    for script in SCRIPTS:
        letters = {match.start() for match in regex.finditer(rf"\p{{Script={script}}}(?<=\p{{L}})", text)}
        assert letters <= {at for run in runs if run.script == script for at in range(run.start, run.end)}
    assert sum(count_scripts(text).values()) == sum(run.end - run.start for run in runs)
    assert all(run.end <= following.start for run, following in pairwise(runs))
