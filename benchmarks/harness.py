"""Rows of a benchmark: saved as JSON under ``KASSA_HOME`` and shown as a table."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from operations.installation.configuration import load_settings
from store.database import sqlite


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``against`` names what it is compared with in the same run; ``ratio`` is ours over that.

    ``goal`` is the largest ratio (or, where there is none, the largest value) that we are content with.
    """

    name: str
    metric: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    goal: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; ``None`` without a goal."""
        if self.goal is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.goal


def machine() -> str:
    """What the figures were taken on."""
    processor = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        processor = models[0] if models else processor
    python, engine = platform.python_version(), sqlite.driver().sqlite_version
    return f"{os.cpu_count()} x {processor}, {platform.system()}, Python {python}, SQLite {engine}"


def save(name: str, rows: Sequence[Row]) -> Path:
    """Write the rows of a benchmark to ``$KASSA_HOME/bench/NAME.json``; returns the file."""
    file = load_settings().home / "bench" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    on = machine()
    saved = [asdict(row) | {"machine": on} for row in rows]
    file.write_text(json.dumps(saved, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the rows as a table."""
    table = Table("benchmark", "metric", "value", "against", "ratio", "goal", caption=machine())
    for row in rows:
        goal = "" if row.goal is None else f"{'≤' if row.reached else 'missed: ≤'} {row.goal:g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        table.add_row(row.name, row.metric, f"{row.value:,.4g} {row.unit}", row.against, ratio, goal)
    console.print(table)
