"""One line on its way through the passes of the stage."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from pipeline.document.edits import Finding
from pipeline.stages.encoding.spans import apply, compose, placed, touches


class Draft:
    """A line and what was found in it so far, in spans of the source: `found` is what the next pass reads as done,
    `flagged` what a rule of `FLAG_ONLY` found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self.found: list[Finding] = []
        self.flagged: list[Finding] = []
        self._placed: list[tuple[int, int]] = []

    def add(self, later: Iterable[Finding]) -> bool:
        """Take in findings with spans of `text`; whether `text` has changed."""
        later = list(later)
        for finding in later:
            if finding.rule.endswith(".guarded"):
                self._flag(finding)
        active = [finding for finding in later if not finding.rule.endswith(".guarded")]
        if active:
            self.found = compose(self.source, self.found, active)
            self.text = apply(self.source, self.found)
            self._placed = list(placed(self.found))
        return bool(active)

    def _flag(self, finding: Finding) -> None:
        start, end = self._origin(finding.start, False), self._origin(finding.end, True)
        if not touches(self.flagged, start, end):
            insort(self.flagged, finding._replace(start=start, end=end))

    def _origin(self, at: int, is_end: bool) -> int:
        """Where `at`, a place in `text`, lies in the source; inside a replacement, at the edge of what it replaced."""
        i = bisect_left(self._placed, at + 1 - is_end, key=lambda span: span[0]) - 1
        if i < 0:
            return at
        (_, end), finding = self._placed[i], self.found[i]
        inside = at <= end if is_end else at < end
        return (finding.end if is_end else finding.start) if inside else finding.end + at - end
