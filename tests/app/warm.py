"""Programs that run the server, forked from a process that has imported all of it, so that they begin at once.

Importing Kassa's server and what its first pages load takes seconds, and tests start it a hundred times. What is forked
is a process of its own with its own number, signals, files and threads; nothing but imports has run in it. Some tests
start the server as a shop does (``tests/app/test_cli.py``), so that what it forgets to import is found.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.waiting import LIMIT_S, came_true

#: What the pages and the printer use besides what the server imports at its start. Our own pages are not here: they are
#: imported within Streamlit.
USED_LATER = ("pandas", "pyarrow", "websockets", "escpos.printer", "altair", "scipy.stats", "sklearn.ensemble")
#: In a forked program: the modules that a server imports before its first visitor.
loaded_at_start: set[str] = set()
BEGIN = "from tests.app.warm import fork_on_request; fork_on_request({})"


class ForkedProgram:
    """A running program; used like :class:`subprocess.Popen`."""

    def __init__(self, parent: WarmParent, pid: int) -> None:
        self._parent, self.pid = parent, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None:
            self.returncode = self._parent.ask(ended=self.pid)
        return self.returncode

    def wait(self, timeout: float = LIMIT_S) -> int:
        """How it ended, once it has."""
        if not came_true(lambda: self.poll() is not None, timeout):
            raise subprocess.TimeoutExpired(f"program {self.pid}", timeout)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.poll() is None:  # nobody else has its number until it was asked how it ended
            os.kill(self.pid, number)


class WarmParent:
    """The process that forks, and the connection to it. It ends with this process."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-c", BEGIN.format(there.fileno())], pass_fds=[there.fileno()]
            )
        self._stream = here.makefile("rw")

    def ask(self, **request: Any) -> int | None:
        """The number of what was started, or how it ended."""
        self._stream.write(json.dumps(request) + "\n")
        self._stream.flush()
        answer: int | None = json.loads(self._stream.readline())
        return answer


@cache
def _parent() -> WarmParent:
    return WarmParent()


def start_warm(program: str, environment: dict[str, str], log: Path) -> ForkedProgram:
    """Run ``program``, a text of Python, in a new process; what it writes is added to ``log``."""
    pid = _parent().ask(program=program, environment=environment, log=str(log))
    assert pid is not None
    return ForkedProgram(_parent(), pid)


def fork_on_request(connection: int) -> None:
    """Import everything, then fork for each request until nobody can ask any more; what still runs is ended then."""
    importlib.import_module("app.server")
    loaded_at_start.update(sys.modules)
    for each in USED_LATER:
        importlib.import_module(each)
    gc.collect()
    gc.freeze()  # so that no child copies what all of them share
    running: set[int] = set()
    with socket.socket(fileno=connection) as own, own.makefile("rw") as stream:
        for line in stream:
            request = json.loads(line)
            if "ended" in request:
                answer = _ended(request["ended"])
                running -= {request["ended"]} if answer is not None else set()
            else:
                answer = _fork(own, **request)
                running.add(answer)
            stream.write(json.dumps(answer) + "\n")
            stream.flush()
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _ended(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _fork(own: socket.socket, program: str, environment: dict[str, str], log: str) -> int:
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.close(own.detach())
        opened = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(opened, 1)
        os.dup2(opened, 2)
        os.close(opened)
        os.environ.clear()
        os.environ.update(environment)
        exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise  # to nobody: the process ends first
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
