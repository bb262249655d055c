"""``kassa schedule``: Prefect's server and the runner of our flows as children that are restarted when they end.

Selling does not depend on any of this. Without it the same jobs run by ``kassa run``.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from models.errors import Refused
from operations.installation import upkeep
from operations.installation.configuration import Settings
from pipelines.child_processes import HOST, SERVER_START_WAIT_S, free_port, is_healthy
from pipelines.nightly.jobs import JOBS, Figures, Run, UnknownJob, last_run
from pipelines.whole_file import write_whole
from store.database import file_lock
from store.database.file_lock import StoreInUse
from store.shop import get_shop

POLL_S = 0.5
HEALTH_EVERY_S = 2.0
#: A server that has answered before and then is silent for this long is started again.
SILENCE_MAX_S = 60.0
BACK_OFF_S = (1.0, 2.0, 5.0, 15.0, 60.0)
#: A child that ran this long has recovered: its next restart is quick again.
STEADY_S = 120.0
STOP_WAIT_S = 10.0
LOG_BYTES_MAX = 5_000_000
#: What a child needs of our own environment, and nothing else.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


class ScheduleRuns(Refused):
    """The schedule runs already."""

    code = "schedule_runs"
    text = "The schedule runs already for this shop. Nothing was started; see 'kassa schedule --status'."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run: the jobs, the port of Prefect (0: any that is free), and seconds instead of hours to try it."""

    jobs: tuple[str, ...] = tuple(JOBS)
    port: int = 0
    every_s: int | None = None

    def __post_init__(self) -> None:
        for name in self.jobs:
            if name not in JOBS:
                raise UnknownJob(name)


@dataclass(frozen=True, slots=True)
class ChildStatus:
    """The state of a child process; ``restarts`` counts how often it had to be started again."""

    name: str
    pid: int | None
    restarts: int
    healthy: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the schedule: its address, its children, and how each job last ran."""

    runs: bool
    address: str | None
    children: tuple[ChildStatus, ...]
    jobs: tuple[Run, ...]


class Child:
    """A process that is started again, ever more slowly, when it ends. Seconds are those of a monotonic clock."""

    def __init__(self, name: str, command: list[str], log: Path, *, stop_signal: signal.Signals) -> None:
        self.name, self.command, self.log, self.stop_signal = name, command, log, stop_signal
        self.environment: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = self.failures = 0
        self.started_s = self.due_s = self.healthy_s = 0.0

    def tend(self, now_s: float) -> None:
        """Start the process if it is due; notice when it has ended."""
        if self.process is None:
            if now_s >= self.due_s:
                self._start(now_s)
        elif self.process.poll() is not None:
            self.clear_up()
            self.failures = 1 if now_s - self.started_s >= STEADY_S else self.failures + 1
            self.due_s = now_s + BACK_OFF_S[min(self.failures, len(BACK_OFF_S)) - 1]

    def stop(self) -> None:
        """End the process in order, then whatever is left of it."""
        if self.process is not None:
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_WAIT_S)
        self.clear_up()

    def clear_up(self) -> None:
        """End everything that the process started: it leads a group of its own."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            assert self.process.stdin is not None
            self.process.stdin.close()
            self.process = None

    def status(self) -> ChildStatus:
        """The child's present state."""
        pid = self.process.pid if self.process else None
        healthy = pid is not None and self.healthy_s > self.started_s
        return ChildStatus(self.name, pid, max(self.starts - 1, 0), healthy=healthy)

    def _start(self, now_s: float) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,  # closed by our end, however we end; the child watches it
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self.starts += 1
        self.started_s = now_s


def run_schedule(settings: Settings, plan: Plan, on_change: Callable[[Status], None]) -> signal.Signals:
    """Run the schedule until SIGINT or SIGTERM, and give which it was; ``on_change`` is called with each new status.

    Raises :class:`ScheduleRuns`, :class:`pipelines.child_processes.PortTaken` or :class:`store.shop.NoShop`, and has
    started nothing then.
    """
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        zone = get_shop(view).zone
    with _alone(settings), _stop_signal() as stop_signal:
        port = free_port(HOST, plan.port)
        server, runner = children = _children(settings, plan, port, zone)
        try:
            last: Status | None = None
            while stop_signal() is None:
                now_s = time.monotonic()
                for child in children:
                    child.tend(now_s)
                _look(server, runner, port, now_s)
                status = _status_of(settings, children, port)
                if status != last:
                    _publish(settings, status)
                    on_change(status)
                    last = status
                time.sleep(POLL_S)
        finally:
            for child in (runner, server):
                child.stop()
            _publish(settings, _status_of(settings, (), None))
        return stop_signal() or signal.SIGINT


def read_status(settings: Settings) -> Status:
    """The present state of this installation's schedule."""
    jobs = tuple(run for name in JOBS if (run := last_run(settings, name)))
    try:
        with _alone(settings):
            return Status(runs=False, address=None, children=(), jobs=jobs)
    except ScheduleRuns:
        stored = json.loads(_status_file(settings).read_text(encoding="utf-8"))
        children = tuple(ChildStatus(**child) for child in stored["children"])
        return Status(runs=True, address=stored["address"], children=children, jobs=jobs)


def prefect_environment(settings: Settings, address: str | None = None) -> dict[str, str]:
    """The settings under which Prefect uses only this installation, reports to nobody, and lets nobody else in."""
    environment = {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL" if address is None else "WARNING",
        "PREFECT_RUNNER_POLL_FREQUENCY": "3",
        # Jobs that wait for the one before them are not late; marking them all at once makes SQLite refuse some.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(SERVER_START_WAIT_S),
    }
    if address is not None:
        secret = _secret(settings)
        environment |= {
            "PREFECT_API_URL": f"{address}/api",
            "PREFECT_API_AUTH_STRING": secret,
            "PREFECT_SERVER_API_AUTH_STRING": secret,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        }
    return environment


def _children(settings: Settings, plan: Plan, port: int, zone: str) -> tuple[Child, Child]:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment |= {"KASSA_HOME": str(settings.home), "KASSA_STORE": settings.store_url}
    environment |= prefect_environment(settings, f"http://{HOST}:{port}")
    port_option = ["--port", str(port)]
    zone_option = ["--zone", zone]
    every_option = ["--every", str(plan.every_s)] if plan.every_s else []
    job_options = [part for name in plan.jobs for part in ("--job", name)]
    server = [sys.executable, "-m", "pipelines.scheduler.prefect_server", *port_option]
    runner = [
        sys.executable,
        "-m",
        "pipelines.scheduler.prefect_runner",
        *port_option,
        *zone_option,
        *every_option,
        *job_options,
    ]
    log = settings.home / "prefect" / "schedule.log"
    children = (
        Child("server", server, log, stop_signal=signal.SIGTERM),
        Child("runner", runner, log, stop_signal=signal.SIGINT),
    )
    for child in children:
        child.environment = environment
    return children


def _look(server: Child, runner: Child, port: int, now_s: float) -> None:
    """Ask the server how it is, now and then; one that has fallen silent is ended, and so started again."""
    if server.process is None or now_s - max(server.healthy_s, server.started_s) < HEALTH_EVERY_S:
        return
    if is_healthy(port):
        server.healthy_s = now_s
        if runner.process is not None:
            runner.healthy_s = now_s
    elif server.healthy_s > server.started_s and now_s - server.healthy_s > SILENCE_MAX_S:
        server.process.kill()


def _status_of(settings: Settings, children: tuple[Child, ...], port: int | None) -> Status:
    return Status(
        runs=port is not None,
        address=f"http://{HOST}:{port}" if port else None,
        children=tuple(child.status() for child in children),
        jobs=tuple(run for name in JOBS if (run := last_run(settings, name))),
    )


def _publish(settings: Settings, status: Status) -> None:
    shown: dict[str, Any] = {"address": status.address, "children": [asdict(child) for child in status.children]}
    write_whole(_status_file(settings), json.dumps({**shown, "at": datetime.now(UTC).isoformat()}))


def _status_file(settings: Settings) -> Path:
    return settings.home / "prefect" / "schedule.json"


def sign_in_file(settings: Settings) -> Path:
    """Where the line is with which somebody signs in at Prefect's page."""
    return settings.home / "prefect" / "sign-in"


def _secret(settings: Settings) -> str:
    """What Prefect's server asks of whoever calls it: without it, any page in a browser here could."""
    file = sign_in_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as written:
            written.write(f"kassa:{secrets.token_urlsafe(24)}")
    return file.read_text()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    folder = settings.home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file_lock.alone(folder / "schedule"):
            yield
    except StoreInUse as taken:
        raise ScheduleRuns from taken


@contextmanager
def _stop_signal() -> Iterator[Callable[[], signal.Signals | None]]:
    """Which of SIGINT and SIGTERM came first, if any; what they did before holds again afterwards."""
    came: list[signal.Signals] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(signal.Signals(number))

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: came[0] if came else None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_as_flow(settings: Settings, name: str) -> Figures:
    """Run a job once as a Prefect flow, in this process: at the schedule's server if that runs, else at one of its own.

    Without the schedule Prefect starts a server for this run alone, which takes some ten seconds.
    """
    if name not in JOBS:
        raise UnknownJob(name)
    address = read_status(settings).address
    os.environ |= {"KASSA_HOME": str(settings.home), "KASSA_STORE": settings.store_url}
    os.environ |= prefect_environment(settings, address)
    # Prefect reads its settings from the environment when it is imported.
    from pipelines.scheduler.flows import FLOWS

    return FLOWS[name].with_options(retries=0)()
