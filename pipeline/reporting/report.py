"""`report.html`: one file that opens without a network and shows what a run did, to documents that can be judged."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.document.edits import APPLIED
from pipeline.reading.reasons import REASONS
from pipeline.reporting import charts
from pipeline.reporting.documents import Document, clipped, read_examples, read_rejects, sample_documents
from pipeline.reporting.figures import Figures, count_run
from pipeline.reporting.measures import Measures, measure_run, profiles_of, told
from pipeline.reporting.runs import open_run
from pipeline.reporting.spans import spans_of
from pipeline.rules import load_rules
from pipeline.running.files import read_json, write_whole
from pipeline.running.publish import resolve_run
from pipeline.schema import FLAGS, VERSION

TEMPLATES = Path(__file__).parent / "templates"
LEDGER_SHOWN = 100
"""Entries of one document's ledger that its table lists."""
SAMPLE = 100
"""Documents in each of the two samples."""
NAMES = {
    "\n": "↵", "\r": "␍", "\r\n": "↵", " ": "·", "\t": "→", "\u00a0": "NBSP", "\u200b": "ZWSP", "\u200c": "ZWNJ",
    "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\ufeff": "BOM", "\u00ad": "SHY",
}  # fmt: skip


class RuleSum(NamedTuple):
    """One rule's findings over all languages; `removed` in code points.

    `documents` counts a document once for each outcome that it has."""

    id: str
    stage: str
    applied: int
    flagged: int
    overruled: int
    documents: int
    removed: int

    @property
    def findings(self) -> int:
        """Findings of every outcome."""
        return self.applied + self.flagged + self.overruled


def write_report(run: Path, sample: int = SAMPLE) -> Path:
    """Write `report.html` into the folder of a run, with two samples of `sample` documents; returns its path.

    `run` is an output folder (its latest run) or a run's own folder. The same run gives the same bytes.
    Raises PlaceError where there is no finished run, OSError where the file cannot be written.
    """
    folder = resolve_run(run).resolve()
    with open_run(folder) as connection:
        return add_report(folder, connection, count_run(connection), measure_run(connection), sample)


def add_report(
    folder: Path, connection: duckdb.DuckDBPyConnection, figures: Figures, measures: Measures, sample: int = SAMPLE
) -> Path:
    """Write `report.html` into a run's own folder, whose views the connection has; returns its path."""
    page = render_report(
        run=folder.name,
        manifest=read_json(folder / "manifest.json") or {},
        figures=figures,
        measures=measures,
        documents=sample_documents(connection, sample),
        examples=read_examples(connection),
        rejects=read_rejects(connection),
    )
    path = folder / "report.html"
    write_whole(path, page.encode())
    return path


def render_report(figures: Figures, measures: Measures, documents: Sequence[Document], **values: Any) -> str:
    """The page as one string of HTML. Everything from the corpus is escaped by the template engine."""
    style, script = ((TEMPLATES / name).read_text("utf-8") for name in ("report.css", "report.js"))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rules = summed_rules(figures)
    numbers = {rule.id: at for at, rule in enumerate(rules)}
    environment.filters |= {
        "numbered": numbers.__getitem__,
        "number": number,
        "share": share,
        "visible": visible,
        "language": language_name,
        "script": script_of,
        "clipped": clipped,
        "json": _json,
        "told": told,
    }
    return environment.get_template("report.html.j2").render(
        figures=figures,
        measures=measures,
        profiles=profiles_of(measures),
        style=style,
        script=script,
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        schema=VERSION,
        whys=_whys(rules),
        reasons={reason.name: reason for reason in REASONS},
        flags={flag.name: flag.meaning for flag in FLAGS},
        charts=charts,
        spans=spans_of,
        ledger_shown=LEDGER_SHOWN,
        rules=rules,
        all_findings=sum(count.findings for count in figures.counts),
        **_choices(documents),
        documents=documents,
        **values,
    )


def _whys(rules: Iterable[RuleSum]) -> dict[str, str]:
    """Why each shipped rule is there, of the languages that `rules` are of."""
    languages = {parts[2] for rule in rules if len(parts := rule.id.split(".")) == 4}
    return {rule.id: rule.why for language in languages for rule in load_rules().for_language(language)}


def summed_rules(figures: Figures) -> list[RuleSum]:
    """Every rule over all languages, most applied findings first."""
    sums: dict[str, RuleSum] = {}
    for count in figures.counts:
        old = sums.get(count.rule, RuleSum(count.rule, count.stage, 0, 0, 0, 0, 0))
        applied = count.outcome == APPLIED
        sums[count.rule] = old._replace(
            **{count.outcome: getattr(old, count.outcome) + count.findings},
            documents=old.documents + count.documents,
            removed=old.removed + (count.removed if applied else 0),
        )
    return sorted(sums.values(), key=lambda rule: (-rule.applied, -rule.flagged, rule.id))


def _choices(documents: Sequence[Document]) -> dict[str, Any]:
    """What the filters offer: only what a shown document has."""
    return {
        "shown": {document.row["id"] for document in documents},
        "kinds": sorted({kind for document in documents for kind in document.kinds}),
        "shown_rules": {rule for document in documents for rule in document.rules},
        "shown_languages": sorted({document.row["language"] for document in documents}, key=language_name),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def number(value: int) -> str:
    """12345 as `12,345`."""
    return f"{value:,}"


def share(part: float, whole: float = 1) -> str:
    """A part of a whole in per cent, never rounded to nothing or to all."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %"


def visible(text: str) -> str:
    """The text; where nothing of it can be seen, a sign or a name for each character of the first 40."""
    if any(not char.isspace() and unicodedata.category(char)[0] != "C" for char in text):
        return text
    return "".join(NAMES.get(char) or f"⟨U+{ord(char):04X}⟩" for char in text.replace("\r\n", "\n")[:40])


def language_name(tag: str) -> str:
    """The English name of a BCP 47 tag, or the tag."""
    special = {"und": "undetermined", "mul": "mixed"}
    try:
        return special.get(tag) or Locale.parse(tag, sep="-").english_name or tag
    except (UnknownLocaleError, ValueError):
        return tag


def script_of(tag: str) -> str:
    """The script that a language is usually written in (ISO 15924), "" where CLDR does not say."""
    likely = "" if tag in ("und", "mul") else str(get_global("likely_subtags").get(tag.replace("-", "_"), ""))
    return next((part for part in likely.split("_")[1:] if len(part) == 4), "")
