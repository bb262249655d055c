"""Files that are there as a whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Write ``text`` beside ``file`` and rename it there, so that a reader never finds half of it.

    A killed process leaves the earlier file; after a power cut either may be there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
