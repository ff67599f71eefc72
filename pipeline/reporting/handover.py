"""All that a finished run is handed over with."""

from __future__ import annotations

from pathlib import Path

from pipeline.reporting.card import write_card
from pipeline.reporting.croissant import write_croissant
from pipeline.reporting.report import write_report


def write_handover(run: Path) -> list[Path]:
    """Write `report.html`, `README.md` (the dataset card) and `croissant.json` into a run's folder.

    Returns their paths. `run` is an output folder (its latest run) or a run's own folder. Raises PlaceError
    where there is no finished run.
    """
    return [write_report(run), write_card(run), write_croissant(run)]
