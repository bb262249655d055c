"""What tests share: real databases, the parts of a machine that some tests need, how often to repeat."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from playwright import async_api, sync_api

from operations.installation.opening import open_store
from store.access import secrets
from store.database.engine import Store
from tests import repetition, run_files, savings
from tests.postgres import Server
from tests.scheduling import GroupScheduling
from tests.waiting import LIMIT_S

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
#: The first that is found is driven. The first has no windows of its own to draw, which halves the time of each page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
PROVING = os.environ.get("KASSA_PROVE") == "1"
NOT_HERE = "not on this machine: "
SESSION = pytest.StashKey[pytest.Session]()

hypothesis.settings.register_profile("small", max_examples=60, deadline=None, print_blob=True)
hypothesis.settings.register_profile("prove", max_examples=5_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("small")


# --- parts of the machine -------------------------------------------------------------------------


@cache
def find_chromium() -> str | None:
    """A browser to drive; ``KASSA_CHROMIUM`` names one that is not on the path."""
    named = os.environ.get("KASSA_CHROMIUM")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


@cache
def strace_works() -> bool:
    """Whether strace is here and allowed to trace."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    return subprocess.run([strace, "-qq", "-o", os.devnull, "true"], check=False).returncode == 0


#: Marks of tests that take long, as a rule.
LONG = ("real_time", "xdist_group", "timeout")

PARTS: dict[str, tuple[str, Callable[[], object]]] = {
    "needs_chromium": ("Chromium (install it, or name it in KASSA_CHROMIUM)", find_chromium),
    "needs_strace": ("strace that may trace", strace_works),
    "needs_shared_data": ("the outside data in ../shared/data", SHARED_DATA.is_dir),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test is by what it needs, and begin with the long ones, so that no process waits for another's last.

    Properties belong to what ``make prove`` repeats; what drives a browser depends on real time.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.proof)
        if item.get_closest_marker("needs_chromium"):
            item.add_marker(pytest.mark.real_time)
    items.sort(key=lambda item: not any(item.get_closest_marker(each) for each in LONG))


def pytest_collection_finish() -> None:
    """What the tests import is there by now, and stays."""
    savings.leave_out_what_stays()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give what shares something to one process."""
    return GroupScheduling(config, log, ROOT / "tests")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose part is missing is skipped with a message; in CI it fails."""
    for marker, (part, is_here) in PARTS.items():
        if item.get_closest_marker(marker) and not is_here():
            if IN_CI:
                pytest.fail(NOT_HERE + part, pytrace=False)
            pytest.skip(NOT_HERE + part)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what did not run, so that a green run is not taken for more than it is, and what was proved."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for part, _ in PARTS.values():
        count = sum(NOT_HERE + part in reason for reason in skipped)
        if count:
            terminalreporter.write_line(f"{count} tests did not run, for want of {part}.", yellow=True)
    passed = terminalreporter.stats.get("passed", []) if PROVING else []
    for name, value in (each for report in passed for each in report.user_properties):
        if name in {"replay", "proved"}:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; for tests marked ``needs_chromium``.

    What they expect may take long, whichever of them comes first: a busy machine is no fault.
    """
    found = find_chromium()
    assert found is not None
    for expect in (sync_api.expect, async_api.expect):
        expect.set_options(timeout=LIMIT_S * 1000)
    return found


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Outside data beside the project; for tests marked ``needs_shared_data``."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def rounds() -> Callable[[int, int], int]:
    """``rounds(200, 1000)``: how often to repeat, in ``make test`` and in ``make prove``."""
    return lambda test, prove: prove if PROVING else test


# --- one run of the tests -------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep a run away from the shop of this machine, and from the files and servers of other runs."""
    if not hasattr(config, "workerinput"):
        run_files.begin(config)
        home = run_files.home_of_run()
        os.environ.pop("KASSA_STORE", None)
        os.environ["KASSA_HOME"] = str(home / "home")
        os.environ["PREFECT_HOME"] = str(home / "prefect")
        os.environ["DO_NOT_TRACK"] = "1"
        os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
        if getattr(config.option, "numprocesses", None):  # processes, not threads that wait for each other's cores
            os.environ["OMP_NUM_THREADS"] = "1"
    repetition.take_part(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember the session, whose outcome decides which files stay."""
    session.config.stash[SESSION] = session


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if not hasattr(config, "workerinput"):
        session = config.stash.get(SESSION, None)
        run_files.end(failed=session is not None and session.exitstatus != pytest.ExitCode.OK)


# --- people ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> Iterator[PasswordHasher]:
    """How a shop hashes what people prove with: 64 MiB and three passes, a fifth of a second of this machine each.

    Tests hash with next to nothing of both, but for those that are about the cost.
    """
    with pytest.MonkeyPatch.context() as patch:
        shipped = secrets.HASHER
        patch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield shipped


@pytest.fixture
def costly_hashes(shipped_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as a shop does."""
    monkeypatch.setattr(secrets, "HASHER", shipped_hasher)


# --- databases ------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    with savings.statements_for_all():
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """One server for all processes of this run; reached by a socket, never by a port."""
    return Server.of_this_run(run_files.home_of_run())


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database without tables."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database with our tables and no rows."""
    with postgres_server.database(of_template=True) as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "shop.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """A file with our tables and no rows, at ``tmp_path / "shop.db"``."""
    shutil.copyfile(_sqlite_template, tmp_path / "shop.db")
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Our tables without rows, once on each database that we run on."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty shop's store, once on each database that we run on."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An empty shop's store in a file."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """An empty shop's store on a server."""
    opened = open_store(postgres_url)
    yield opened
    opened.close()
