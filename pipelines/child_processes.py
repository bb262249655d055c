"""What the child processes of ``kassa schedule`` share: where they meet, and how they end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

from models.errors import Unavailable

HOST = "127.0.0.1"
SERVER_START_WAIT_S = 120
GRACE_S = 10


class PortTaken(Unavailable):
    """We cannot listen at the port, as a rule because another program does."""

    code = "port_taken"
    text = (
        "Kassa cannot listen at {host}, port {port}: {reason}. Nothing was started. "
        "End the program that listens there, or name another port with --port."
    )

    host: str
    port: int
    reason: str


def free_port(host: str, wanted: int) -> int:
    """The port itself if nobody listens there, any that is free for 0; raises :class:`PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, wanted), family=family) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise PortTaken(host, wanted, error.strerror or str(error)) from error


def is_healthy(port: int, patience_s: float = 2) -> bool:
    """Whether Prefect's server answers at the port."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/api/health", timeout=patience_s) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_for_server(port: int) -> None:
    """Return when Prefect's server answers; end the process if it does not for long."""
    until = time.monotonic() + SERVER_START_WAIT_S
    while not is_healthy(port):
        if time.monotonic() > until:
            raise SystemExit(f"Prefect's server did not answer at port {port}.")
        time.sleep(0.5)


def end_with_parent() -> None:
    """End this process and all that it started when its standard input closes, however the parent ended."""
    threading.Thread(target=_watch_input, daemon=True).start()


def _watch_input() -> None:
    # The bare descriptor: a thread inside Python's own buffer would spoil the end of the interpreter.
    while os.read(sys.stdin.fileno(), 1):
        pass
    group = os.getpgid(0)  # a child leads a group of its own
    os.killpg(group, signal.SIGTERM)
    time.sleep(GRACE_S)
    os.killpg(group, signal.SIGKILL)
