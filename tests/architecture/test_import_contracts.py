"""Who may import whom: the contracts hold, and each one catches the code that it is there to catch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@dataclass(frozen=True, slots=True)
class Breach:
    """Code that a contract must refuse: a line at the end of a file, which is made if it is not there."""

    contract: str
    path: str
    line: str


BREACHES = (
    Breach("layers", "models/breach.py", "import store.database.engine"),
    Breach("layers", "store/breach.py", "import operations.selling.complete_sale"),
    Breach("layers", "hardware/breach.py", "import store.database.engine"),
    Breach("layers", "operations/breach.py", "import pipelines"),
    Breach("layers", "pipelines/breach.py", "import app.till"),
    Breach("models-layers", "models/pricing/breach.py", "import models.stock.movement"),
    Breach("models-layers", "models/money.py", "import models.selling.sale"),
    Breach("models-layers", "models/access/breach.py", "import models.catalogue.product"),
    Breach("models-layers", "models/facts/breach.py", "import models.catalogue.product"),
    Breach("models-layers", "models/unplaced.py", "x = 1"),
    Breach("store-layers", "store/stock.py", "import store.selling.sales"),
    Breach("store-layers", "store/unplaced.py", "x = 1"),
    Breach("operations-layers", "operations/selling/breach.py", "import operations.purchasing.purchase_orders"),
    Breach("operations-layers", "operations/access/permissions.py", "import operations.installation.opening"),
    Breach("operations-layers", "operations/unit_of_work.py", "import operations.bulk.past_trade"),
    Breach("operations-layers", "operations/unplaced.py", "x = 1"),
    Breach("pipelines-layers", "pipelines/demo/breach.py", "import pipelines.datasets.completejourney"),
    Breach("pipelines-layers", "pipelines/unplaced.py", "x = 1"),
    Breach("app-layers", "app/dashboards/breach.py", "import app.till.page"),
    Breach("app-layers", "app/web/breach.py", "import app.till.server.wire"),
    Breach("app-layers", "app/unplaced.py", "x = 1"),
    Breach("pipelines-are-started-by-commands", "app/dashboards/breach.py", "import pipelines"),
    Breach("pipelines-are-started-by-commands", "app/counter/breach.py", "import pipelines.nightly.jobs"),
    Breach("models-pure", "models/demand/breach.py", "import random"),
    Breach("models-pure", "models/breach.py", "from sqlalchemy import select"),
    Breach("models-pure", "models/breach.py", "import logging"),
    Breach("sql-stays-home", "operations/breach.py", "import sqlalchemy as sa"),
    Breach("sql-stays-home", "app/till/breach.py", "import sqlite3"),
    Breach("streamlit-stays-home", "pipelines/breach.py", "import streamlit as st"),
    Breach("streamlit-stays-home", "app/web/breach.py", "import streamlit as st"),
    Breach("prefect-stays-home", "app/breach.py", "from prefect import flow"),
    Breach("drivers-stay-home", "app/till/breach.py", "from escpos.printer import Network"),
    Breach("drivers-stay-home", "operations/breach.py", "import serial"),
    Breach("drivers-stay-home", "app/web/breach.py", "import stripe"),
    Breach("frames", "models/pricing/breach.py", "import polars as pl"),
    Breach("frames", "models/unplaced.py", "import numpy"),
    Breach("operations-offline", "operations/breach.py", "import hardware.printer"),
    Breach("operations-offline", "operations/breach.py", "import httpx2"),
    Breach("pipelines-headless", "pipelines/breach.py", "import hardware"),
    Breach("schema-private", "operations/breach.py", "from store.schema import sale"),
    Breach("acyclic", "store/database/columns.py", "import store.selling.sales"),
)


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the import linter on the packages in ``folder`` with the project's contracts."""
    return subprocess.run(
        [shutil.which("lint-imports", path=Path(sys.executable).parent) or "lint-imports", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages that a test may spoil."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_code_keeps_every_contract() -> None:
    result = lint(ROOT, "--no-cache")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.contract}: {breach.line}")
def test_the_contract_bites(tree: Path, breach: Breach) -> None:
    file = tree / breach.path
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{breach.line}\n")
    result = lint(tree, "--cache-dir", str(tree / "read"), "--contract", breach.contract)
    if before is None:
        file.unlink()
    else:
        file.write_text(before)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 broken" in result.stdout


def test_every_contract_has_a_breach_that_it_must_catch() -> None:
    assert {breach.contract for breach in BREACHES} == {contract["id"] for contract in CONTRACTS}
