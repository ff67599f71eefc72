"""The stages, in the order in which they run."""

from __future__ import annotations

from pipeline.stages import boilerplate, encoding, fragments, privacy, repeated, whitespace
from pipeline.stages.contract import Stage

STAGES: tuple[Stage, ...] = (
    encoding.STAGE,
    boilerplate.STAGE,
    repeated.STAGE,
    fragments.STAGE,
    privacy.STAGE,
    whitespace.STAGE,
)
