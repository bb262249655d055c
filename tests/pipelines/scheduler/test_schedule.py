"""The schedule fires, its children come back when they die, and nothing of it outlives it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from operations.installation import upkeep
from operations.installation.configuration import Settings
from pipelines.child_processes import PortTaken, free_port
from pipelines.nightly.jobs import JOBS, RunState, UnknownJob, last_run
from pipelines.scheduler import schedule
from pipelines.scheduler.schedule import Child, Plan, ScheduleRuns, read_status, run_schedule
from store.shop import NoShop
from tests.builders import small_shop
from tests.conftest import PROVING
from tests.waiting import LIMIT_S, wait_until

pytestmark = pytest.mark.real_time

#: One group: two of Prefect's servers at a time are too much for a small machine.
PREFECT = pytest.mark.xdist_group("prefect")


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        small_shop(store)
    return made


@contextmanager
def started(settings: Settings, *options: str) -> Iterator[subprocess.Popen[str]]:
    """``kassa schedule`` as a process of its own; whatever is left of it at the end is ended."""
    environment = {"PATH": os.environ["PATH"], "KASSA_HOME": str(settings.home), "KASSA_STORE": settings.store_url}
    command = [sys.executable, "-m", "app.cli", "schedule", "--job", "backup", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def pid_of(settings: Settings, name: str) -> int:
    (child,) = (each for each in read_status(settings).children if each.name == name)
    assert child.pid is not None
    return child.pid


def done_times(settings: Settings) -> str:
    run = last_run(settings, "backup")
    return str(run.done_at) if run and run.done_at else ""


def restarts_of(settings: Settings) -> Counter[str]:
    return Counter({each.name: each.restarts for each in read_status(settings).children})


@PREFECT
@pytest.mark.timeout(600)
@pytest.mark.proof
def test_the_schedule_ticks_and_goes_on_ticking_when_its_children_are_killed(
    settings: Settings, rounds: Callable[[int, int], int]
) -> None:
    """One of the two; ``make prove`` kills both at once and the other alone, too."""
    with started(settings, "--every", "3") as process:
        wait_until(lambda: done_times(settings) != "", "the first tick")
        for victims in (("runner",), ("runner", "server"), ("server",))[: rounds(1, 3)]:
            before, restarts = done_times(settings), restarts_of(settings)
            for victim in victims:
                os.kill(pid_of(settings, victim), signal.SIGKILL)
            wanted = restarts + Counter(victims)
            wait_until(lambda wanted=wanted: restarts_of(settings) >= wanted, f"{victims} started again")  # type: ignore[misc]
            wait_until(lambda before=before: done_times(settings) > before, f"a tick after {victims}")  # type: ignore[misc]
        wait_until(lambda: all(each.healthy for each in read_status(settings).children), "all are well")
        status, members = read_status(settings), family(process)
        assert status.runs
        assert [(each.name, each.healthy) for each in status.children] == [("server", True), ("runner", True)]
        assert status.jobs[0].state in {RunState.DONE, RunState.RUNNING}
        with pytest.raises(ScheduleRuns):
            run_schedule(settings, Plan(("backup",)), lambda _: None)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130, "as docs/commands.md promises of Ctrl-C"
    assert psutil.wait_procs(members, timeout=LIMIT_S)[1] == [], "nothing outlives the schedule"
    stopped = read_status(settings)
    assert not stopped.runs
    assert stopped.jobs[0].state is not RunState.RUNNING


@PREFECT
@pytest.mark.timeout(600)
def test_what_the_night_missed_is_made_up_for_and_a_killed_schedule_leaves_no_orphans(settings: Settings) -> None:
    with started(settings) as process:  # by the hour: nothing is due now, but the backup never ran
        wait_until(lambda: done_times(settings) != "", "the missed backup")
        members = family(process)
        assert len(members) >= 2
        assert "Traceback" not in (settings.home / "prefect" / "schedule.log").read_text(encoding="utf-8")
        process.kill()
        assert psutil.wait_procs(members, timeout=LIMIT_S)[1] == []


@PREFECT
@pytest.mark.timeout(900)
@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="every job of a night one after another; `make prove` runs them")
def test_nothing_goes_wrong_in_the_log_while_every_job_waits_for_the_one_before(settings: Settings) -> None:
    """What waits longer than Prefect's 15 seconds is not marked as late: in some databases that fails."""
    with started(settings, *(part for name in sorted({*JOBS} - {"backup"}) for part in ("--job", name))):
        wait_until(lambda: len(read_status(settings).jobs) == len(JOBS), "every job has begun", limit_s=600)
    log = (settings.home / "prefect" / "schedule.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if "Traceback" in line or "locked" in line] == []


def test_an_ended_child_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    child = Child("brief", [sys.executable, "-c", ""], tmp_path / "log", stop_signal=signal.SIGTERM)
    now_s, starts = 0.0, []
    for _ in range(5):
        child.tend(now_s)
        assert child.process is not None
        starts.append(now_s)
        child.process.wait()
        child.tend(now_s)
        child.tend(child.due_s - 0.1)
        assert child.status().pid is None, "not before its time"
        now_s = child.due_s
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps == [1.0, 2.0, 5.0, 15.0]
    assert child.status().restarts == 4


def test_a_child_that_stood_long_is_started_again_at_once(tmp_path: Path) -> None:
    child = Child("steady", [sys.executable, "-c", ""], tmp_path / "log", stop_signal=signal.SIGTERM)
    child.failures = 4
    child.tend(0.0)
    assert child.process is not None
    child.process.wait()
    child.tend(schedule.STEADY_S)
    assert child.due_s == schedule.STEADY_S + schedule.BACK_OFF_S[0]


def test_stopping_ends_what_the_child_started_too(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
        "time.sleep(60)"
    )
    child = Child("parent", [sys.executable, "-c", code], tmp_path / "log", stop_signal=signal.SIGTERM)
    child.tend(0.0)
    wait_until(lambda: (tmp_path / "log").read_text().endswith("\n"), "the grandchild")
    grandchild = psutil.Process(int((tmp_path / "log").read_text()))
    child.stop()
    assert psutil.wait_procs([grandchild], timeout=LIMIT_S)[1] == []


def test_children_get_no_more_of_the_environment_than_they_need(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOMEBODYS_TOKEN", "s3cr3t")
    server, runner = schedule._children(settings, Plan(), 4200, "Europe/Stockholm")
    for child in (server, runner):
        assert "SOMEBODYS_TOKEN" not in child.environment
        assert child.environment["DO_NOT_TRACK"] == "1"
        assert child.environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        assert Path(child.environment["PREFECT_HOME"]).is_relative_to(settings.home)
        assert child.environment["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
        secret = child.environment["PREFECT_API_AUTH_STRING"]
        assert secret not in " ".join(child.command), "every account of the machine can read a command line"


def test_the_sign_in_of_prefect_is_for_this_account_only_and_stays_the_same(settings: Settings) -> None:
    first = schedule.prefect_environment(settings, "http://127.0.0.1:4200")["PREFECT_SERVER_API_AUTH_STRING"]
    assert schedule.prefect_environment(settings, "http://127.0.0.1:4200")["PREFECT_SERVER_API_AUTH_STRING"] == first
    mode = (settings.home / "prefect" / "sign-in").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert len(first) > 30


def test_without_a_shop_nothing_is_scheduled(tmp_path: Path) -> None:
    with pytest.raises(NoShop):
        run_schedule(Settings(home=tmp_path), Plan(), lambda _: None)


def test_a_port_that_is_taken_is_told(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken):
        run_schedule(settings, Plan(port=taken.getsockname()[1]), lambda _: None)
    assert free_port("127.0.0.1", 0) > 0


def test_an_unknown_job_cannot_be_planned() -> None:
    with pytest.raises(UnknownJob):
        Plan(("tidy",))


def test_no_schedule_is_told_as_such(settings: Settings) -> None:
    assert read_status(settings) == schedule.Status(runs=False, address=None, children=(), jobs=())
