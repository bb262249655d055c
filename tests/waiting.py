"""Waiting for what comes: by a condition, with a limit so generous that only a fault reaches it."""

from __future__ import annotations

import time
from collections.abc import Callable

LIMIT_S = 120.0
PAUSE_S = 0.01


def came_true(holds: Callable[[], bool], limit_s: float = LIMIT_S) -> bool:
    """Whether ``holds`` within the limit; returns as soon as it does."""
    until = time.monotonic() + limit_s
    while not (true := holds()) and time.monotonic() < until:
        time.sleep(PAUSE_S)
    return true


def wait_until(holds: Callable[[], bool], what: str, *, limit_s: float = LIMIT_S) -> None:
    """Return as soon as ``holds``; fail with ``what`` was waited for when it does not for very long."""
    assert came_true(holds, limit_s), f"waited {limit_s:g} s in vain: {what}"
