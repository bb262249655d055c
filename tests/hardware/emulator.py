"""An ESC/POS emulator that is not ours: emupos, run in an environment of its own.

It needs a newer Python than the project does. Its environment is made once from ``emupos.lock`` and stored in pytest's
cache. The lock is made anew with::

    echo emupos==0.4.0 | uv pip compile --universal --python-version 3.13 --generate-hashes \\
        --no-emit-index-url --no-header - -o tests/hardware/emupos.lock
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from functools import cache
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path
from typing import Any

from uv import find_uv_bin

from tests.waiting import came_true

LOCK = Path(__file__).parent / "emupos.lock"
PYTHONS = ("python3.13", "python3.14")
FAULTS = ("paper-out", "paper-near-end", "cover-open", "offline")
#: Dots across the paper, by the columns of font A that it is sold with.
DOTS = {48: 576, 42: 512}
PROFILE = """
type: printer
name: Printer of {columns} columns
dpi: 203
width_dots: {dots}
font_a: {{ width: 12, height: 24 }}
font_b: {{ width: 9, height: 17 }}
code_pages: {{ 0: PC437, 19: PC858 }}
default_code_page: 0
drawer_sensor_open_level: high
"""
CONFIG = """
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
"""
DEVICE = """
  - id: paper{columns}
    type: printer
    profile: ./columns{columns}.yaml
    receipts_dir: ./receipts
    job_idle_timeout_ms: 500
    connections: [ {{ tcp: {{ port: {port} }} }} ]
"""


@cache
def find_python() -> str | None:
    """A Python that is new enough, on the path or among pyenv's."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = (shutil.which(name) for name in PYTHONS)
    stored = (
        str(path) for name in PYTHONS for path in sorted(versions.glob(f"{name.removeprefix('python')}*/bin/{name}"))
    )
    return next((python for python in chain(found, stored) if python and _runs(python)), None)


def _runs(python: str) -> bool:
    """A name on the path may be a shim for a version that is not there."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def install(python: str, folder: Path) -> Path:
    """The emulator's command, installed into ``folder`` with the hashes of the lock, if it is not there yet."""
    home = folder / hashlib.sha256(LOCK.read_bytes() + python.encode()).hexdigest()[:12]
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (home / "made").exists():
            _uv("venv", "--clear", "--no-python-downloads", "--python", python, str(home))
            _uv("pip", "install", "--python", str(home / "bin" / "python"), "--require-hashes", "-r", str(LOCK))
            (home / "made").touch()
    return home / "bin" / "emupos"


def _uv(*arguments: str) -> None:
    done = subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, timeout=240, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip())


class Emulator:
    """Two printers with drawers, one for each width of paper, and what came out of them."""

    def __init__(self, command: Path, folder: Path) -> None:
        self._api, *ports = _free_ports(1 + len(DOTS))
        self.ports = dict(zip(DOTS, ports, strict=True))
        config = CONFIG.format(api=self._api)
        for columns, port in self.ports.items():
            (folder / f"columns{columns}.yaml").write_text(PROFILE.format(columns=columns, dots=DOTS[columns]))
            config += DEVICE.format(columns=columns, port=port)
        (folder / "emupos.yaml").write_text(config)
        (folder / "tmp").mkdir()
        self._log_file = folder / "emupos.log"
        self._log = self._log_file.open("wb")
        self._process = subprocess.Popen(
            [command, "run"],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_up()

    def receipts(self, columns: int) -> list[str]:
        """The ids of what was printed, the oldest first."""
        found = self._json("GET", f"/devices/paper{columns}/receipts")
        return [each["id"] for each in sorted(found, key=lambda each: (each["completed_at"], each["id"]))]

    def text(self, columns: int, receipt: str) -> str:
        """The text of a receipt."""
        return self.ask("GET", f"/devices/paper{columns}/receipts/{receipt}/text").decode()

    def picture(self, columns: int, receipt: str) -> bytes:
        """How a receipt looks, as PNG."""
        return self.ask("GET", f"/devices/paper{columns}/receipts/{receipt}/image")

    def fault(self, columns: int, name: str) -> None:
        """Make a printer fail."""
        self.ask("PUT", f"/devices/paper{columns}/faults/{name}")

    def mend(self, columns: int) -> None:
        """Make a printer whole again and close its drawer."""
        for name in FAULTS:
            self.ask("DELETE", f"/devices/paper{columns}/faults/{name}")
        self.ask("POST", f"/devices/paper{columns}/drawer/close")

    def drawer_is_open(self, columns: int) -> bool:
        """Whether a pulse has opened the drawer since :meth:`mend`."""
        state = self._json("GET", f"/devices/paper{columns}")
        return bool(state["state"]["drawer"] == "open")

    def log(self) -> str:
        """Every event so far; a command that it does not know is one."""
        return self._log_file.read_text(encoding="utf-8")

    def close(self) -> None:
        """End the emulator."""
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def ask(self, method: str, path: str) -> bytes:
        """One question to its control interface."""
        connection = HTTPConnection("127.0.0.1", self._api, timeout=5)
        try:
            connection.request(method, f"/api/v1{path}")
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise OSError(f"{method} {path}: {answer.status} {body.decode(errors='replace')}")
        return body

    def _json(self, method: str, path: str) -> Any:  # the emulator's own shapes
        return json.loads(self.ask(method, path))

    def _wait_until_up(self) -> None:
        if not came_true(lambda: self._answers() or self._process.poll() is not None) or not self._answers():
            self.close()
            raise OSError(f"the emulator did not start: {self.log()}")

    def _answers(self) -> bool:
        try:
            self.ask("GET", "/devices")
        except OSError:
            return False
        return True


def _free_ports(count: int) -> Iterator[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return iter(ports)
