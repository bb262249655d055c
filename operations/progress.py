"""Reports of how far long work is."""

from __future__ import annotations

from collections.abc import Callable

#: ``progress(stage, done, total)``: what is being done, how far it is, in units of the stage.
Progress = Callable[[str, int, int], None]


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """Take a report for which nobody waits."""
