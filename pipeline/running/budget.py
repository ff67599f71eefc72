"""Brakes on a run: what it may remove in all, and how far a rule's share may move from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CALM = 5
"""Documents added to every count before shares are compared, so that rare rules do not cry wolf."""

Counts = Mapping[str, Any]


def removed_share(counts: Counts) -> float:
    """The share of all source characters that applied findings took away; white space does not count."""
    removed = 0
    for rule, outcomes in counts.get("rules", {}).items():
        applied = outcomes.get("applied")
        if applied and not rule.startswith("whitespace."):
            removed += max(applied["before"] - applied["after"], 0)
    return float(removed / max(counts.get("characters", {}).get("source", 0), 1))


def drift(now: Counts, before: Counts, factor: float) -> list[dict[str, Any]]:
    """Rules whose share of documents is more than `factor` times what it was, or less than its inverse."""
    warnings = []
    for rule in sorted(now.get("rules", {}).keys() | before.get("rules", {}).keys()):
        shares = [_share(counts, rule) for counts in (before, now)]
        moved = shares[1] / shares[0]
        if not 1 / factor <= moved <= factor:
            warnings.append({"rule": rule, "before": round(shares[0], 6), "now": round(shares[1], 6)})
    return warnings


def _share(counts: Counts, rule: str) -> float:
    outcomes = counts.get("rules", {}).get(rule, {})
    documents = max((outcome["documents"] for outcome in outcomes.values()), default=0)
    return float((documents + CALM) / (counts.get("kept", 0) + CALM))
