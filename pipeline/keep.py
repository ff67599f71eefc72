"""`[keep]` of a recipe: which documents stay, as simple conditions on signals, languages and flags.

    [keep]
    profile = ["gopher", "fineweb"]             ready conditions; without any, every document stays
    words = {min = 100}                         a signal's least and largest value
    sentence_end_share = "off"                  a profile's condition taken back
    languages = ["en", "zh"]                    others are rejected
    without_flags = ["mixed_languages"]         documents with one of these flags are rejected
    [keep.zh]                                   another threshold for a language (BCP 47) ...
    mean_word_length = {min = 1.2}
    [keep.Thai]                                 ... or for a script (ISO 15924)
    mean_word_length = {min = 2}

The later wins: profiles as they are listed, then the recipe; in each the general condition, then the script's,
then the language's. A signal that is null judges nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.language.runs import count_scripts
from pipeline.language.scripts import scripts_of
from pipeline.schema import FLAGS, SIGNALS

PROFILES = ("c4", "fineweb", "gopher")

_SIGNALS = tuple(name for name, _ in SIGNALS)
_FLAGS = tuple(flag.name for flag in FLAGS)
_PLACE_RE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*|[A-Z][a-z]{3}")
_CODES = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani", "Kore": "Hang"}
_ENOUGH = 2000
"""Code points of a text that are read to tell its script, where its language does not."""


class Range(BaseModel):
    """The values that pass: from `min` to `max`, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: float | None = None
    max: float | None = None

    def failure(self, value: float) -> str:
        """What is wrong with `value`; empty when it passes."""
        if self.min is not None and value < self.min:
            return f"{value:.4g}, at least {self.min:g}"
        if self.max is not None and value > self.max:
            return f"{value:.4g}, at most {self.max:g}"
        return ""


Conditions = dict[str, Range | Literal["off"]]


class KeepSection(BaseModel):
    """`[keep]` of a recipe, or a profile. `places` maps languages and scripts to the conditions of their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    without_flags: tuple[str, ...] = ()
    conditions: Conditions = Field(default_factory=dict)
    places: dict[str, Conditions] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _sort_keys(cls, data: Any) -> Any:
        """Signals, languages and scripts stand beside the other keys of the table."""
        if not isinstance(data, Mapping) or data.keys() & {"conditions", "places"}:
            return data
        known = {name: value for name, value in data.items() if name in cls.model_fields}
        places = {name: value for name, value in data.items() if name not in known and _PLACE_RE.fullmatch(name)}
        conditions = {name: value for name, value in data.items() if name not in known and name not in places}
        return {**known, "conditions": conditions, "places": places}

    @field_validator("profile", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _names_exist(self) -> KeepSection:
        _check("profile", self.profile, PROFILES)
        _check("flag", self.without_flags, _FLAGS)
        for conditions in (self.conditions, *self.places.values()):
            _check("signal", conditions, _SIGNALS)
        return self

    @property
    def judges(self) -> bool:
        """Whether any document could fail."""
        return bool(self.profile or self.languages or self.without_flags or self.conditions or self.places)


def _check(what: str, names: Any, allowed: tuple[str, ...]) -> None:
    for name in names:
        if name not in allowed:
            nearest = get_close_matches(name, allowed, 1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(allowed)}"
            raise ValueError(f"unknown {what} {name}; {hint}")


@cache
def load_profile(name: str) -> KeepSection:
    """A ready profile: one of PROFILES."""
    text = files("pipeline").joinpath("profiles", f"{name}.toml").read_text("utf-8")
    return KeepSection.model_validate(tomllib.loads(text))


def conditions_of(keep: KeepSection, language: str, text: str = "") -> dict[str, Range]:
    """What a document in `language` must fulfil, by signal; `text` tells the script where the language is `und`."""
    places = _places(language, text)
    merged: Conditions = {}
    for section in (*map(load_profile, keep.profile), keep):
        merged |= section.conditions
        for place in places:
            merged |= section.places.get(place, {})
    return {name: condition for name, condition in merged.items() if isinstance(condition, Range)}


def failed_conditions(keep: KeepSection, row: Mapping[str, Any]) -> list[str]:
    """Every condition that a row of schema CLEANED fails, with its value; empty when the document stays.

    Reads `text`, `language`, `flags` and `signals`.
    """
    return list(_failures(keep, row))


def _failures(keep: KeepSection, row: Mapping[str, Any]) -> Iterator[str]:
    language = row["language"] or "und"
    if keep.languages and not set(_prefixes(language)) & set(keep.languages):
        yield f"language = {language}, one of {', '.join(keep.languages)}"
    for flag in keep.without_flags:
        if flag in (row["flags"] or ()):
            yield f"flag {flag}"
    for name, condition in conditions_of(keep, language, row["text"] or "").items():
        value = row["signals"][name]
        if value is not None and (failure := condition.failure(value)):
            yield f"{name} = {failure}"


def _places(language: str, text: str) -> list[str]:
    """The script of the text, where the tag does not tell it, then the language without and with its subtags."""
    base, *subtags = language.split("-")
    written = [_CODES.get(part, part) for part in map(str.title, subtags) if len(part) == 4]
    scripts = written or sorted(scripts_of(base)) or [code for code, _ in count_scripts(text[:_ENOUGH]).most_common(1)]
    return [*scripts, *_prefixes(language)]


def _prefixes(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:n]) for n in range(1, len(parts) + 1)]
