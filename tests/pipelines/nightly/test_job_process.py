"""Jobs beside the server: they run, they end with it, and they do not get in its way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from operations.installation import upkeep
from operations.installation.configuration import Settings
from pipelines.nightly.job_process import NICE, jobs_beside
from pipelines.nightly.jobs import RunState, last_run
from tests.builders import small_shop
from tests.waiting import wait_until

pytestmark = pytest.mark.real_time


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        small_shop(store)
    return made


def is_done(settings: Settings) -> bool:
    run = last_run(settings, "backup")
    return run is not None and run.state is RunState.DONE


def children() -> set[psutil.Process]:
    return set(psutil.Process().children())


def test_jobs_run_beside_at_low_priority(settings: Settings) -> None:
    before = children()
    with jobs_beside(settings, ["backup"]):
        (process,) = children() - before
        wait_until(lambda: not process.is_running() or process.nice() >= NICE or is_done(settings), "low priority")
        wait_until(lambda: is_done(settings), "the job")
        wait_until(lambda: children() <= before, "nothing is left of it, not even as defunct")
    assert not process.is_running()


def test_what_is_not_done_when_the_server_ends_is_left_undone(settings: Settings) -> None:
    before = children()
    with jobs_beside(settings, ["backup"]):
        (process,) = children() - before
    assert not process.is_running()


def test_without_jobs_there_is_no_process(settings: Settings) -> None:
    before = children()
    with jobs_beside(settings, []):
        assert children() == before


def test_jobs_end_when_the_server_is_killed(settings: Settings) -> None:
    code = (
        "import time; from operations.installation.configuration import load_settings\n"
        "from pipelines.nightly.job_process import jobs_beside\n"
        "with jobs_beside(load_settings(), ['backup'] * 1000):\n    print('on', flush=True); time.sleep(300)"
    )
    environment = {"PATH": os.environ["PATH"], "KASSA_HOME": str(settings.home), "KASSA_STORE": settings.store_url}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "on\n"
        (process,) = psutil.Process(server.pid).children()
        wait_until(lambda: last_run(settings, "backup") is not None, "the first job")
        server.kill()
    assert psutil.wait_procs([process], timeout=30)[1] == []
