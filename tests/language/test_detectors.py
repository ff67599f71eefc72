"""The detectors are not asked twice about a short text."""

from __future__ import annotations

from pipeline.language.detectors import REMEMBERED_LENGTH, remembering

SHORT, LONG = "a bridge over the river", "a bridge over the river " * REMEMBERED_LENGTH


def test_short_texts_are_remembered_and_forgotten() -> None:
    asked: list[str] = []
    read = remembering(lambda text: asked.append(text) or len(text), 2)
    texts = [SHORT, SHORT, "b", SHORT, "c", "d", SHORT]
    assert [read(text) for text in texts] == [len(text) for text in texts]
    assert asked == [SHORT, "b", "c", "d", SHORT]


def test_long_texts_are_not_held() -> None:
    asked: list[str] = []
    read = remembering(lambda text: asked.append(text), 2)
    read(LONG), read(LONG)
    assert asked == [LONG, LONG]
