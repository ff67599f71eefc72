"""Boilerplate: what a page wraps around its article, line by line and inside lines, by rules that are data."""

from __future__ import annotations

from pipeline.stages.boilerplate.propose import propose
from pipeline.stages.boilerplate.screen import screen
from pipeline.stages.contract import Stage

__all__ = ["STAGE"]

STAGE = Stage("boilerplate", screen, propose)
