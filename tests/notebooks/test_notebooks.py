"""Every notebook runs against a shop, and shows the dashboard's numbers."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from models.analytics.sales import METRICS
from store.database.engine import Store
from tests.builders import small_shop
from tests.trade import trading_shop

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_as_a_script(path: Path, sqlite_store: Store, sqlite_url: str) -> None:
    trading_shop(sqlite_store)
    environment = {**os.environ, "KASSA_STORE": sqlite_url}
    run = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_in_a_shop_that_has_not_sold(
    path: Path, sqlite_store: Store, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop(sqlite_store)
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    _, result = load(path).app.run()
    result["shop"].close()


def test_the_sales_notebook_tells_the_figures_of_the_sales(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trading_shop(store)
    monkeypatch.setenv("KASSA_STORE", store_url)
    _, result = load(NOTEBOOKS[0]).app.run()
    result["shop"].close()
    week = [sale for sale in made if sale.origin.business_day >= result["first_day"]]
    value = dict(result["metrics"].select("metric", "value").rows())
    assert list(value) == [metric.key for metric in METRICS]
    assert value["net_sales"] == sum(sale.net.minor for sale in week)
    assert value["receipts"] == len(week)
    assert result["by_day"]["net"].sum() == pytest.approx(sum(sale.net.minor for sale in made) / 100)
    assert result["by_day"]["receipts"].sum() == len(made)
