"""What a worker may use before it is stopped. A rescue, never a decision about a sound document."""

from __future__ import annotations

DEATHS = 3
"""Times that one document, or one file, may end its worker before it is rejected."""

MEMORY_BYTES = 4 << 30
"""Address space of one worker."""

STALL_SECONDS = 180
"""Time without a sign of life after which a worker is killed."""
