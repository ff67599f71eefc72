"""One table of languages: BCP 47 tags, their scripts, the detectors that know them, and the detectors' own labels."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Languages(NamedTuple):
    """`scripts`: ISO 15924 code to the languages written in it. `detectors`: a detector's name to the languages
    that it knows. `labels`: a detector's own label to a BCP 47 tag, where the two differ. `prior`: what a language
    must overcome, in nats, before a stretch is believed to be in it; `related`: what it must overcome more on pages of
    a language that shares its learned words."""

    scripts: Mapping[str, frozenset[str]]
    detectors: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    prior: Mapping[str, float]
    related: Mapping[str, Mapping[str, float]]


@cache
def load_languages() -> Languages:
    """The table that ships as `languages.toml`."""
    table = tomllib.loads(files(__package__).joinpath("languages.toml").read_text("utf-8"))
    return Languages(
        scripts=_sets(table["scripts"]),
        detectors=_sets(table["detectors"]),
        labels=table["labels"],
        prior={tag: float(cost) for cost, tags in _sets(table["prior"]).items() for tag in tags},
        related=table["related"],
    )


def _sets(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(tags.split()) for name, tags in table.items()}


@lru_cache(maxsize=1_024)
def tag_of(label: str) -> str:
    """The BCP 47 tag of a detector's label; `und` where it names no language."""
    if label.startswith("xx-"):
        return "und"
    return load_languages().labels.get(label, label)


@cache
def detectors_knowing(tag: str) -> tuple[str, ...]:
    """The names of the detectors that know the language of a BCP 47 tag (its script and region do not count)."""
    language = tag_of(tag.split("-")[0].lower())
    return tuple(name for name, tags in sorted(load_languages().detectors.items()) if language in tags)
