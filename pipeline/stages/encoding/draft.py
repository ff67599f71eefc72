"""The chosen lines of one document on their way through the passes of the stage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from operator import or_

from pipeline.document.edits import Finding
from pipeline.document.page import Line, Page
from pipeline.stages.encoding.clues import clues_of_text
from pipeline.stages.encoding.spans import apply, compose, moved, placed, starts_of, touches


class Draft:
    r"""The chosen lines of a page, joined by `\n`, and what was found in them so far, in spans of the source.

    `text` is what the next pass reads: the source with `found` applied. `flagged` is what a rule of `FLAG_ONLY` found.
    No finding reaches over the end of a line.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._chosen = [*map(page.lines.text_at, page.chosen)]
        self.source = self.text = "\n".join(self._chosen)
        self.found: list[Finding] = []
        self.flagged: list[Finding] = []

    @cached_property
    def clues(self) -> list[int]:
        """The clues of each line of `text`."""
        return clues_of_text(self.text)

    @cached_property
    def held(self) -> int:
        """The clues that any line of `text` holds."""
        return reduce(or_, self.clues)

    def holding(self, clue: int) -> list[Line]:
        """The lines of `text` that hold a clue."""
        if not self.held & clue:
            return []
        starts, lines = self._starts, self._lines
        numbers = [number for number, bits in enumerate(self.clues) if bits & clue]
        return [Line(starts[i], starts[i] + len(lines[i]), lines[i]) for i in numbers]

    def holds_throughout(self, clue: int) -> bool:
        """Whether every line of the page that is beyond ASCII, and one at least, holds a clue."""
        if not self.held & clue:
            return False
        lines = zip(self._lines, self.clues, strict=True)
        return all(bits & clue or line.isascii() for line, bits in lines) and self._is_rest_ascii

    @cached_property
    def _is_rest_ascii(self) -> bool:
        """Whether the lines of the page that are not chosen are ASCII."""
        text, starts = self._page.text, self._page.lines.starts
        ends = [0, *(starts[index + 1] for index in self._page.chosen)]
        nexts = [*(starts[index] for index in self._page.chosen), len(text)]
        return all(text[end:start].isascii() for end, start in zip(ends, nexts, strict=True))

    def add(self, later: Iterable[Finding]) -> bool:
        """Take in findings with spans of `text`, in order and disjoint; whether `text` has changed."""
        active = []
        for finding in later:
            if finding.rule.endswith(".guarded"):
                self._flag(finding)
            else:
                active.append(finding)
        if active:
            self.text = apply(self.text, active)
            self.found = compose(self.source, self.found, active)
            for name in ("clues", "held", "_lines", "_starts", "_placed"):
                self.__dict__.pop(name, None)
        return bool(active)

    @cached_property
    def _lines(self) -> list[str]:
        """Each line of `text`."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        return starts_of(self._lines)

    def is_flagged(self, line: Line) -> bool:
        """Whether anything in a line of `text` is flagged."""
        if not self.flagged:
            return False
        start, end = self._origin(line.start, False), self._origin(line.end, True)
        return touches(self.flagged, start, end)

    def opening(self, length: int) -> str:
        """The first `length` code points of the page as it stands."""
        text, made, at = self._page.text, "", 0
        for finding in self.on_page(self.found):
            if len(made) + finding.start - at >= length:
                break
            made += text[at : finding.start] + finding.replacement
            at = finding.end
        return (made + text[at : at + length])[:length]

    def on_page(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Findings of the source, in order, in spans of the page."""
        if not findings or self.source == self._page.text:
            yield from findings
            return
        own = starts_of(self._chosen)
        for finding in findings:
            line = bisect_right(own, finding.start) - 1
            yield moved(finding, self._page.lines.starts[self._page.chosen[line]] - own[line])

    @cached_property
    def _placed(self) -> list[tuple[int, int]]:
        return list(placed(self.found))

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
