"""A process that writes down what it connects to, for tests that count it."""

from __future__ import annotations

from pathlib import Path

#: Writes down every address that the process connects a socket to, or asks the name of.
WATCHED = """
import os, sys
def _watch(event, arguments):
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        address = arguments[0]
    else:
        return
    with open(os.environ["KASSA_HOME"] + "/connected.log", "a") as log:
        log.write(repr(address) + "\\n")
sys.addaudithook(_watch)
"""
OWN = ("127.0.0.1", "localhost", "::1", "/tmp")


def connected_outside(home: Path) -> list[str]:
    """Every address that a watched process with this ``KASSA_HOME`` connected to, but those of this machine."""
    log = home / "connected.log"
    lines = log.read_text().splitlines() if log.exists() else []
    return [line for line in lines if not any(own in line for own in OWN)]
