"""Geometry of the report's pictures; the template draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 360, 150
NODE, LABELS, THINNEST, LABEL_GAP = 10, 176, 2.0, 34


class Band(NamedTuple):
    """One stream of a flow: an SVG path from the left node to its own node at `y`, `height` high; its label's middle
    is at `label_y`. `share` is its part of all."""

    name: str
    value: int
    share: float
    path: str
    y: float
    height: float
    label_y: float


class Bar(NamedTuple):
    """One column of a chart: `x`, `y`, `height` in a box of 0..100 by 0..100."""

    name: str
    value: int
    x: float
    width: float
    y: float
    height: float


def flow(parts: Sequence[tuple[str, int]]) -> list[Band]:
    """Streams of (name, value) parts of one whole, top to bottom, in a box of WIDTH by HEIGHT."""
    whole = sum(value for _, value in parts) or 1
    gap = 12.0
    room = HEIGHT - gap * (len(parts) - 1)
    heights = [max(room * value / whole, THINNEST) if value else 0 for _, value in parts]
    scale = room / max(sum(heights), 1)
    heights = [height * scale for height in heights]
    left = (HEIGHT - sum(heights)) / 2
    bands, right, label = [], 0.0, -LABEL_GAP / 2
    for (name, value), height in zip(parts, heights, strict=True):
        label = max(right + height / 2, label + LABEL_GAP)
        bands.append(Band(name, value, value / whole, _stream(left, right, height), right, height, label))
        left, right = left + height, right + height + gap
    over = max(bands[-1].label_y + LABEL_GAP / 2 - HEIGHT, 0) if bands else 0
    return [band._replace(label_y=max(band.label_y - over, LABEL_GAP * (i + 0.5))) for i, band in enumerate(bands)]


def _stream(left: float, right: float, height: float) -> str:
    """An SVG path of a stream `height` high from `left` at the left node to `right` at the right one."""
    start, end = NODE, WIDTH - LABELS - NODE
    middle = (start + end) / 2
    return (
        f"M{start} {left:.1f}C{middle} {left:.1f} {middle} {right:.1f} {end} {right:.1f}"
        f"V{right + height:.1f}C{middle} {right + height:.1f} {middle} {left + height:.1f} {start} {left + height:.1f}Z"
    )


def columns(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """Columns for (name, value) pairs from left to right."""
    highest = max((value for _, value in values), default=1) or 1
    width = 100 / max(len(values), 1)
    return [
        Bar(name, value, i * width, width * 0.85, 100 - 100 * value / highest, 100 * value / highest)
        for i, (name, value) in enumerate(values)
    ]


def periods(months: Sequence[tuple[str, int]], most: int = 48) -> list[tuple[str, int]]:
    """Documents by month (`2020-02`), or by year where the months would be more than `most`; gaps are filled."""
    known = {month: n for month, n in months if len(month) == 7}
    if known:
        filled = _months(min(known), max(known), most)
        if filled:
            return [(month, known.get(month, 0)) for month in filled]
    years: dict[str, int] = {}
    for month, n in months:
        if month:
            years[month[:4]] = years.get(month[:4], 0) + n
    return sorted(years.items())


def _months(first: str, last: str, most: int) -> list[str]:
    """All months from first to last, or none when they are more than `most`."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1)] if end - start < most else []
