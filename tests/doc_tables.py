"""Tables of the algorithm pages, read as test cases: what the page says is what is tested."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).parents[1] / "docs" / "algorithms"


def table(page: str, heading: str) -> list[tuple[str, ...]]:
    """The rows of the first table under a heading, without its head; fails if there is none."""
    lines = iter((PAGES / page).read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.lstrip("#").strip() == heading and line.startswith("#"):
            break
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif rows or line.startswith("#"):
            break
    assert len(rows) > 2, f"no table under {heading!r} in {page}"
    return rows[2:]


def ppm(text: str) -> int:
    """``6 %`` as parts per million."""
    return int(text.removesuffix("%").strip()) * 10_000


def whole_numbers(text: str) -> list[int]:
    """``34, 33, 33`` as numbers."""
    return [int(part) for part in text.split(",")]
