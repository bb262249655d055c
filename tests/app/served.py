"""The real server as a child process, which tests may kill and start again."""

from __future__ import annotations

import os
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.web.cookies import OFFICE_COOKIE
from operations.installation.opening import open_store
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.office_sessions import OWNERS_TOKEN, has_shop, let_in
from tests.app.signed_in import Cookies, sign_in
from tests.app.warm import ForkedProgram, start_warm
from tests.waiting import wait_until

START = (
    "from app.server import serve; from operations.installation.configuration import load_settings; "
    "serve(load_settings())"
)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether somebody answers there with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def wait_for_answer(url: str) -> None:
    """Wait until a server that was just started answers."""
    wait_until(lambda: answers(url), f"{url} answers")


class Served:
    """One shop under ``home`` and its server; the port stays the same over restarts."""

    #: What the server's process runs.
    program = START

    def __init__(self, home: Path, stock: Callable[[Store], object]) -> None:
        self.home, self.port = home, free_port()
        self.store_url = f"sqlite:///{home / 'shop.db'}"
        #: More settings of its process.
        self.settings: dict[str, str] = {}
        #: Of the browser that was signed in last.
        self.cookies: Cookies | None = None
        self._process: ForkedProgram | None = None
        self._is_owner_in = False
        self.fill(stock)

    def fill(self, stock: Callable[[Store], object]) -> None:
        """Let ``stock`` write into the shop, as a command would beside the server."""
        store = open_store(self.store_url, keys=KeyRing(self.home / "keys"))
        stock(store)
        if not self._is_owner_in and has_shop(store):
            let_in(store, OWNERS_TOKEN)
            self._is_owner_in = True
        store.close()

    def sign_in(self) -> Cookies:
        """The cookies of a browser that is till 1, where somebody has just signed in; the browser stays the same."""
        store = open_store(self.store_url, keys=KeyRing(self.home / "keys"))
        try:
            self.cookies = sign_in(store, self.home / "keys", till=self.cookies.till if self.cookies else "")
        finally:
            store.close()
        return self.cookies

    def till_cookies(self, url: str = "") -> list[Any]:
        """The cookies of a browser in which somebody has just signed in at till 1; it reaches the shop at ``url``."""
        cookies = self.cookies or self.sign_in()
        common = {"url": url or self.url, "httpOnly": True, "sameSite": "Strict"}
        return [{"name": name, "value": value, **common} for name, value in cookies.by_name.items()]

    @property
    def office_headers(self) -> dict[str, str]:
        """What a program sends that asks as the owner."""
        return {"cookie": f"{OFFICE_COOKIE}={OWNERS_TOKEN}"}

    @property
    def office_cookies(self) -> list[Any]:
        """What a browser has in which the owner is signed in."""
        return [{"name": OFFICE_COOKIE, "value": OWNERS_TOKEN, "url": self.url, "sameSite": "Strict", "httpOnly": True}]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, *, wait: bool = True) -> None:
        environment = os.environ | {
            "KASSA_HOME": str(self.home),
            "KASSA_STORE": self.store_url,
            "KASSA_PORT": str(self.port),
            **self.settings,
        }
        self._process = start_warm(self.program, environment, self.home / "server.log")
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        def is_ready() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.log()
            return answers(f"{self.url}/api/v1/health")

        wait_until(is_ready, "the server is ready")

    def revive(self) -> None:
        """Start it again if an earlier test left it dead."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """End it as a power cut would: it gets no chance to say anything."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def wait_until_dead(self) -> None:
        """Wait until it has ended by itself."""
        assert self._process is not None
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self) -> str:
        return (self.home / "server.log").read_text()
