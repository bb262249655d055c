"""How much memory this process has needed."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    import resource


def peak_memory_mb() -> float | None:
    """The most memory that this process has had, in megabytes, where the system reports it."""
    if sys.platform == "win32":
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The kernel counts in kilobytes, except on macOS.
    return round(most / (1e6 if sys.platform == "darwin" else 1e3), 1)
