"""A test whose part of the machine is missing is named, and in continuous integration it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

A_TEST = """
import pytest

@pytest.mark.needs_chromium
def test_in_a_browser():
    pass
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test that needs a browser, on a machine where no program is on the path."""
    (folder / "test_browser.py").write_text(A_TEST)
    inherited = {name: value for name, value in os.environ.items() if name not in {"CI", "KASSA_CHROMIUM"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), str(folder)],
        cwd=ROOT,
        env=inherited | {"PATH": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_did_not_run_is_named(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 0, result.stdout
    assert "1 tests did not run, for want of Chromium" in result.stdout


def test_in_continuous_integration_a_missing_part_fails(tmp_path: Path) -> None:
    result = run(tmp_path, CI="true")
    assert result.returncode == 1
    assert "not on this machine: Chromium" in result.stdout


@pytest.mark.parametrize("ci", ["", "true"])
def test_with_its_part_the_test_runs(tmp_path: Path, ci: str) -> None:
    result = run(tmp_path, CI=ci, KASSA_CHROMIUM=sys.executable)
    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout
