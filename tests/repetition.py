"""A failed test that is marked ``real_time`` is run again, alone, when all others are done.

Such a test drives a browser or races processes: on a busy machine it may fail although nothing is wrong. It is repeated
at most twice, and each repetition is reported as ``FLAKY`` together with the log of the first failure. The run is green
only if each of these tests passed in a repetition. No other test is ever repeated, and ``make prove`` repeats none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

MARKER = "real_time"
REPETITIONS_MAX = 2
#: When more marked tests fail than this, the code is wrong and not the moment: none of them is repeated.
TESTS_MAX = 10
#: Set in the process of a repetition, which repeats nothing itself.
REPEATING = "KASSA_REPETITION"


@dataclass(slots=True)
class Repeated:
    """A test that failed, its first reports, and the outcome of each repetition."""

    nodeid: str
    reports: list[pytest.TestReport] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return self.outcomes[-1:] == ["passed"]


class Repetition:
    """Collects the failed reports of marked tests and repeats these tests when the session ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.failed: dict[str, Repeated] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a marked test that failed, in whichever phase and process."""
        if report.failed and MARKER in report.keywords:
            self.failed.setdefault(report.nodeid, Repeated(report.nodeid)).reports.append(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Repeat what failed; the processes of the run have ended by now."""
        stopped = session.shouldfail or session.shouldstop
        if exitstatus != pytest.ExitCode.TESTS_FAILED or stopped or not self.failed:
            return
        if len(self.failed) > TESTS_MAX:
            self._write(f"{len(self.failed)} tests marked {MARKER} failed: too many to be chance, none is repeated.")
            return
        for test in self.failed.values():
            self._repeat(test)
        passed = [test for test in self.failed.values() if test.passed]
        for test in passed:
            session.testsfailed -= len(test.reports)
            self._count_as_passed(test)
        if session.testsfailed == 0:
            session.exitstatus = pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Report each test that was repeated, with the log of its first failure."""
        repeated = [test for test in self.failed.values() if test.outcomes]
        if not repeated:
            return
        terminalreporter.section("repeated tests")
        for test in repeated:
            terminalreporter.write_line(f"FLAKY {test.nodeid}: failed, then {', '.join(test.outcomes)}", yellow=True)
            for report in test.reports if test.passed else ():  # of the others, pytest itself shows the log
                terminalreporter.write_line(f"first log, {report.when}:\n{report.longreprtext}")
                for title, content in report.sections:
                    terminalreporter.write_line(f"--- {title} ---\n{content}")

    def _repeat(self, test: Repeated) -> None:
        while len(test.outcomes) < REPETITIONS_MAX and not test.passed:
            outcome, log = run_alone(self.config, test.nodeid)
            test.outcomes.append(outcome)
            self._write(f"FLAKY {test.nodeid}: repetition {len(test.outcomes)} of {REPETITIONS_MAX} {outcome}")
            if outcome != "passed":
                self._write(log)

    def _count_as_passed(self, test: Repeated) -> None:
        """Let the closing line of pytest count the test once, as passed."""
        stats = self._terminal.stats
        for category in ("failed", "error", "passed"):
            stats[category] = [each for each in stats.get(category, []) if getattr(each, "nodeid", "") != test.nodeid]
            if not stats[category]:
                del stats[category]
        first = test.reports[0]
        passed = pytest.TestReport(first.nodeid, first.location, first.keywords, "passed", None, "call")
        stats.setdefault("passed", []).append(passed)

    def _write(self, text: str) -> None:
        self._terminal.ensure_newline()
        self._terminal.write_line(text, yellow=True)

    @property
    def _terminal(self) -> pytest.TerminalReporter:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        assert isinstance(terminal, pytest.TerminalReporter)
        return terminal


def run_alone(config: pytest.Config, nodeid: str) -> tuple[str, str]:
    """Run one test in a process of its own; its outcome and what the process printed."""
    with tempfile.TemporaryDirectory() as place:
        result = Path(place) / "result.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            nodeid,
            f"--junitxml={result}",
            "-o",
            "junit_family=xunit1",  # the other forms have no place for what a test records
            f"--rootdir={config.rootpath}",
        ]
        if config.inipath is not None:
            command.append(f"--config-file={config.inipath}")
        if config.getoption("randomly_seed", None) is not None:
            command.append(f"--randomly-seed={config.getoption('randomly_seed')}")
        ended = subprocess.run(
            command,
            cwd=config.rootpath,
            env={**os.environ, REPEATING: "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = ended.returncode == 0 and _counts(result) == {"tests": 1, "failures": 0, "errors": 0, "skipped": 0}
    return ("passed" if passed else "failed"), ended.stdout


def take_part(config: pytest.Config) -> None:
    """Repeat where reports come together: in the controller, not in its workers and not in a repetition."""
    elsewhere = hasattr(config, "workerinput") or REPEATING in os.environ
    if not elsewhere and os.environ.get("KASSA_PROVE") != "1":
        config.pluginmanager.register(Repetition(config), "kassa-repetition")


def _counts(result: Path) -> dict[str, int]:
    suite = ET.parse(result).getroot().find("testsuite")
    assert suite is not None
    return {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
