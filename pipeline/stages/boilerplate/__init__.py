"""Boilerplate: what a page wraps around its article, line by line and inside lines, by rules that are data."""

from __future__ import annotations

from pipeline.stages.boilerplate.propose import propose, propose_all
from pipeline.stages.boilerplate.scorer import RULE
from pipeline.stages.boilerplate.screen import screen
from pipeline.stages.contract import Stage

__all__ = ["COSTLY", "STAGE"]

COSTLY = frozenset({RULE})
"""Rules whose work is left out where a policy turns them off; `Tools.settings["off"]` holds the ids of those."""
STAGE = Stage("boilerplate", screen, propose, propose_all)
