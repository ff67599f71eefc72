"""All that a finished run is handed over with."""

from __future__ import annotations

from pathlib import Path

from pipeline.reporting.card import add_card
from pipeline.reporting.croissant import write_croissant
from pipeline.reporting.figures import count_run
from pipeline.reporting.measures import measure_run
from pipeline.reporting.report import add_report
from pipeline.reporting.runs import open_run
from pipeline.running.publish import resolve_run

NAMES = ("report.html", "README.md", "croissant.json")


def renew_handover(folder: Path, idle: bool) -> None:
    """`write_handover`, but for a run that was there before (`idle`) and lacks no file of it."""
    if not idle or not all((folder / name).exists() for name in NAMES):
        write_handover(folder)


def write_handover(run: Path) -> list[Path]:
    """Write `report.html`, `README.md` (the dataset card) and `croissant.json` into a run's folder.

    Returns their paths. `run` is an output folder (its latest run) or a run's own folder. Raises PlaceError
    where there is no finished run.
    """
    folder = resolve_run(run).resolve()
    with open_run(folder) as connection:
        figures, measures = count_run(connection), measure_run(connection)
        report = add_report(folder, connection, figures, measures)
    return [report, add_card(folder, figures, measures), write_croissant(run)]
