"""One line of the drills' table."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """What a drill tried and found; it held when nothing was lost or doubled and there are no problems."""

    promise: str
    tried: str
    lost: int
    doubled: int
    worst: str
    problems: list[str]

    @property
    def held(self) -> bool:
        return not (self.lost or self.doubled or self.problems)

    def line(self) -> str:
        verdict = "held" if self.held else "BROKEN"
        return f"{self.promise:<10} {self.tried:<44} {self.lost:>5} {self.doubled:>8}  {self.worst:<34} {verdict}"


HEAD = f"{'promise':<10} {'tried':<44} {'lost':>5} {'doubled':>8}  {'worst figure':<34} verdict"
