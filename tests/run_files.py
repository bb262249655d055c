"""Where one run of the tests keeps its files: in memory where there is room, so that no test waits for a disk."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.postgres import stop_server

#: A file system in memory, as Linux has one for everybody.
MEMORY = Path("/dev/shm")
#: What a run may need at most, with room to spare; a container often gives much less.
ROOM_BYTES = 4 * 1024**3
NAME = "kassa-tests-"
#: The folder in it with a folder for each test.
TESTS = "tests"
#: The folder in it for what Python and browsers put away until they end.
TEMPORARY = "tmp"


def parents() -> list[Path]:
    """The folders that may hold the files of a run, the best first; ``KASSA_TEST_FILES`` names another one."""
    named = os.environ.get("KASSA_TEST_FILES")
    usual = [Path(tempfile.gettempdir())]
    if named:
        return [Path(named), *usual]
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and _room() >= ROOM_BYTES
    return [MEMORY, *usual] if roomy else usual


def begin(config: pytest.Config) -> None:
    """Make the folder of this run; its tests, their databases and their browsers write nowhere else."""
    remove_left_over()
    home = parents()[0] / f"{NAME}{os.getpid()}"
    temporary = home / TEMPORARY
    temporary.mkdir(parents=True)
    atexit.register(_remove_last, home)
    os.environ["KASSA_TESTS"] = str(home)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    if config.option.basetemp is None:
        config.option.basetemp = str(home / TESTS)


def end(*, failed: bool) -> None:
    """Remove the files of this run; only what failed tests wrote stays until the next run."""
    home = home_of_run()
    stop_server(home)
    tempfile.tempdir = None
    for each in home.iterdir():
        if each.name != TEMPORARY and not (failed and each.name == TESTS):
            shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)


def home_of_run() -> Path:
    """The folder of this run, in each of its processes."""
    return Path(os.environ["KASSA_TESTS"])


def remove_left_over() -> None:
    """Remove the files of runs that have ended; stop the servers of those that were killed before they could."""
    for parent in parents():
        for home in parent.glob(f"{NAME}*"):
            run = home.name.removeprefix(NAME)
            if run.isdigit() and not psutil.pid_exists(int(run)) and os.access(home, os.W_OK):
                stop_server(home)
                shutil.rmtree(home, ignore_errors=True)


def _remove_last(home: Path) -> None:
    """When everything else in this process has tidied up."""
    shutil.rmtree(home / TEMPORARY, ignore_errors=True)
    with suppress(OSError):
        home.rmdir()


def _room() -> int:
    return min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available // 2)
