"""The dataset card: `README.md` of a run, whose head the Hugging Face tools read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.document.edits import APPLIED, FLAGGED
from pipeline.reading.reasons import REASONS
from pipeline.reporting.fields import Column, columns_of
from pipeline.reporting.figures import Figures, count_run
from pipeline.reporting.measures import Measures, measure_run, profiles_of, told
from pipeline.reporting.report import TEMPLATES, language_name, number, share
from pipeline.reporting.runs import open_run
from pipeline.running.files import read_json, write_whole
from pipeline.running.publish import resolve_run
from pipeline.schema import CORPUS, REJECTED, VERSION

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
SIZE_NAMES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "n>1B")


def write_card(run: Path) -> Path:
    """Write `README.md` into the folder of a run (an output folder: its latest run); returns its path.

    The same run gives the same bytes. Raises PlaceError where there is no finished run.
    """
    folder = resolve_run(run).resolve()
    with open_run(folder) as connection:
        return add_card(folder, count_run(connection), measure_run(connection))


def add_card(folder: Path, figures: Figures, measures: Measures) -> Path:
    """Write `README.md` into a run's own folder; returns its path."""
    manifest = read_json(folder / "manifest.json") or {}
    write_whole(folder / "README.md", render_card(folder.name, figures, measures, manifest).encode())
    return folder / "README.md"


def render_card(run: str, figures: Figures, measures: Measures, manifest: Mapping[str, Any]) -> str:
    """The card as Markdown. It holds tags, rule ids, figures and the recipe, no text of the corpus."""
    environment = Environment(  # noqa: S701 - Markdown; nothing in it comes from a document
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "share": share, "language": language_name, "told": told}
    return environment.get_template("card.md.j2").render(
        run=run,
        figures=figures,
        measures=measures,
        profiles=profiles_of(measures),
        schema=VERSION,
        manifest=manifest,
        size=size_category(figures.kept),
        tags=[tag for tag, _ in figures.languages if tag not in ("und", "mul")],
        columns=_flat(columns_of(CORPUS)),
        fate_columns=[column for column in columns_of(REJECTED) if column.path not in CORPUS.names],
        done=_done(figures),
        reasons={reason.name: reason.meaning for reason in REASONS},
    )


def size_category(documents: int) -> str:
    """The Hub's word for a number of documents."""
    return SIZE_NAMES[sum(documents >= size for size in SIZES)]


def _flat(columns: Any) -> list[Column]:
    return [each for column in columns for each in (column, *column.children)]


def _done(figures: Figures) -> list[tuple[str, str, str, int, int]]:
    """(language, kind, what, findings, code points) by language and kind, what was done most of first."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for count in figures.counts:
        if count.outcome not in (APPLIED, FLAGGED):
            continue
        what = count.outcome if count.outcome == FLAGGED else "removed" if count.removed else "repaired"
        key = count.language, f"{count.stage}.{count.kind}", what
        findings, characters = sums.get(key, (0, 0))
        sums[key] = findings + count.findings, characters + count.before
    order = [tag for tag, _ in figures.languages]
    done = [(*key, *found) for key, found in sums.items()]
    return sorted(done, key=lambda row: (order.index(row[0]), -row[3], row[1], row[2]))
