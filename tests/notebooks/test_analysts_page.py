"""The page for analysts describes every column and every metric, and nothing that does not exist."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from models.analytics.sales import METRICS
from operations.analytics import OpenShop
from store.analysis import frames, order_frames
from store.database.engine import Store

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "analysts.md").read_text()
FRAMES = [
    frames.sales, frames.sale_lines, frames.daily_sales, frames.products, frames.stock_levels, frames.locations,
    frames.tenders, frames.prices, frames.stock_movements, order_frames.forecast, order_frames.proposals,
    order_frames.orders, order_frames.suppliers,
]  # fmt: skip


def section(title: str) -> str:
    return PAGE.split(f"### {title}\n")[1].split("\n#")[0]


def test_every_column_is_described_and_every_described_column_exists(sqlite_store: Store) -> None:
    for frame in FRAMES:
        with sqlite_store.view() as view:
            columns = set(frame(view).columns)
        described = set(re.findall(r"`([a-z_0-9]+)`", section(frame.__name__)))
        assert columns - described == set(), frame.__name__
        rows = [line.split("|")[1] for line in section(frame.__name__).splitlines() if line.startswith("| `")]
        assert set(re.findall(r"`([a-z_0-9]+)`", " ".join(rows))) - columns == set(), frame.__name__


def test_every_metric_is_listed_with_its_formula() -> None:
    table = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.split("## Metrics")[1], re.MULTILINE)
    assert table == [(metric.key, metric.formula) for metric in METRICS]


def test_every_call_on_the_page_exists() -> None:
    calls = set(re.findall(r"shop\.([a-z_]+)\(", PAGE))
    assert calls == {name for name in dir(OpenShop) if not name.startswith("_") and callable(getattr(OpenShop, name))}


def test_both_commands_of_the_page_work_as_written() -> None:
    """The second is run by test_notebooks; the first opens the notebook with what the tools install."""
    block = PAGE.split("```sh\n")[1].split("```")[0].splitlines()
    assert block == ["make notebook", ".venv/bin/python notebooks/01-sales.py"]
    # A make that runs the tests hands its flags on, with which this one would also report the folders that it enters.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    asked = subprocess.run(
        ["make", "-n", "notebook"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    opened = next(each for each in asked.split() if each.startswith("notebooks/"))
    assert (ROOT / opened).is_file()
    assert "auto_instantiate = true" in (ROOT / "pyproject.toml").read_text(), "it opens with its results"
    assert any("marimo" in each for each in (ROOT / "requirements-dev.lock").read_text().splitlines())
