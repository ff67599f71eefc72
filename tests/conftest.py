from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured by benchmarks, never asserted by a test; the same cases every time.
settings.register_profile("project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> dict[str, Path]:
    """The five seed documents by their number."""
    return {path.name[:3]: path for path in sorted((ROOT / "seeds").glob("*.txt"))}
