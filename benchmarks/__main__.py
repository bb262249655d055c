"""``python -m benchmarks [NAME ...]``: every benchmark, or those named. A benchmark is a module with ``run()``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from rich.console import Console

from benchmarks import harness


def discover() -> list[str]:
    """The names of all benchmarks: modules of this package that can ``run``. None is imported before its turn."""
    files = Path(harness.__file__).parent.glob("*.py")
    return sorted(file.stem for file in files if "\ndef run(" in file.read_text(encoding="utf-8"))


def main(wanted: list[str]) -> int:
    """Run, save and print the benchmarks; returns the exit code."""
    console = Console()
    known = discover()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        console.print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    for name in wanted or known:
        rows = importlib.import_module(f"benchmarks.{name}").run()
        harness.save(name, rows)
        harness.show(rows, console)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
