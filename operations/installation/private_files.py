"""Files for this account only: sales, customers and backups are nobody else's business, whatever folder they lie in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

#: What others may not do with a file of the shop.
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_files_private() -> None:
    """Let every file and folder that this process and its children make be for this account only."""
    os.umask(OTHERS)


def open_to_others(folder: Path) -> Iterator[Path]:
    """The files right in ``folder`` that other accounts may read or write."""
    if folder.is_dir():
        yield from (each for each in sorted(folder.iterdir()) if each.is_file() and each.stat().st_mode & OTHERS)
