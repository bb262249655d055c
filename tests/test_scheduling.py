"""Tests that share something run in one process."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.scheduling import groups_of

pytest_plugins = ["pytester"]

SHARING = """
    import os
    import pytest

    @pytest.fixture(scope="module")
    def server():
        return os.getpid()

    @pytest.mark.parametrize("number", range(8))
    def test_it(server, number):
        with open("processes", "a") as log:
            log.write(f"{server}\\n")
"""


def processes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, conftest: str) -> int:
    """In how many processes eight tests of a file ran."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(conftest)
    pytester.makepyfile(**{"tests/test_sharing": SHARING})
    ended = pytester.runpytest_inprocess("-p", "xdist", "-n", "2", "--dist", "load")
    ended.assert_outcomes(passed=8)
    return len(set((pytester.path / "processes").read_text().split()))


def test_the_tests_of_a_file_that_share_a_fixture_run_in_one_process(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    conftest = """
        from pathlib import Path
        from tests.scheduling import GroupScheduling

        def pytest_xdist_make_scheduler(config, log):
            return GroupScheduling(config, log, Path(config.rootpath) / "tests")
    """
    assert processes(pytester, monkeypatch, conftest) == 1


def test_control_without_groups_they_run_in_both(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes(pytester, monkeypatch, "") == 2


def test_what_starts_prefect_is_one_group() -> None:
    groups = groups_of(ROOT / "tests")
    assert {groups[f"tests/{each}"] for each in ("pipelines/scheduler/test_schedule.py", "app/test_cli.py")} == {
        "prefect"
    }
    assert groups["tests/app/dashboards/test_in_browser.py"] == "tests/app/dashboards/test_in_browser.py"
    assert "tests/models/test_money.py" not in groups
