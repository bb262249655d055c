"""Prefect's page is one of ours too: opening it asks nothing outside this machine, nor does its server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from operations.installation.configuration import Settings
from pipelines.child_processes import free_port, is_healthy
from pipelines.scheduler.page_guard import HEADERS, PageGuard
from pipelines.scheduler.schedule import prefect_environment
from tests.conftest import PROVING
from tests.waiting import LIMIT_S, wait_until
from tests.watched import WATCHED, connected_outside

pytestmark = [pytest.mark.real_time, pytest.mark.xdist_group("prefect")]

SERVER = "import sys; sys.argv = ['server', '--port', '{port}']; from pipelines.scheduler.prefect_server import main; "
GUARDED = SERVER + "main()"
#: The same without what stands in front of the page.
BARE = SERVER + "import pipelines.scheduler.prefect_server as own; own.PageGuard = lambda app: app; main()"
PAGES = ("/v2/dashboard", "/v2/runs", "/v2/deployments", "/v2/settings")


@contextmanager
def served(program: str, home: Path) -> Iterator[str]:
    """Prefect's server as the schedule starts it, watched; gives its address."""
    port = free_port("127.0.0.1", 0)
    address = f"http://127.0.0.1:{port}"
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "KASSA_HOME": str(home)}
    environment |= prefect_environment(Settings(home=home), address)
    command = [sys.executable, "-W", "ignore", "-c", WATCHED + program.format(port=port)]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log)
    try:
        wait_until(lambda: is_healthy(port), "Prefect's server answers")
        yield address
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdin is not None
        process.stdin.close()


@dataclass
class Outside:
    """Where every name outside this machine leads in the browser: it counts who knocks."""

    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    knocked: int = 0

    def __post_init__(self) -> None:
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        try:
            while True:
                self.listener.accept()[0].close()
                self.knocked += 1
        except OSError:
            return

    @property
    def rule(self) -> str:
        return f"MAP * 127.0.0.1:{self.listener.getsockname()[1]}, EXCLUDE 127.0.0.1"


def knocks(chromium: str, address: str, sign_in: str, pages: tuple[str, ...]) -> int:
    """How often a browser that signs in and opens the pages knocks outside."""
    outside = Outside()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={outside.rule}"],
        )
        page = browser.new_page()
        page.set_default_timeout(LIMIT_S * 1000)
        page.goto(address)
        page.locator("input").fill(sign_in)
        page.locator("input").press("Enter")
        page.get_by_role("link", name="Deployments").first.wait_for()
        for path in pages:
            page.goto(address + path)
            page.get_by_role("link", name="Deployments").first.wait_for()
        browser.close()
    outside.listener.close()
    return outside.knocked


@pytest.mark.needs_chromium
@pytest.mark.timeout(300)
def test_no_page_of_prefect_asks_anything_outside(tmp_path: Path, chromium: str) -> None:
    with served(GUARDED, tmp_path) as address:
        assert knocks(chromium, address, (tmp_path / "prefect" / "sign-in").read_text(), PAGES) == 0
    assert connected_outside(tmp_path) == []


@pytest.mark.needs_chromium
@pytest.mark.timeout(300)
@pytest.mark.skipif(not PROVING, reason="a second server of Prefect; `make prove` starts it")
@pytest.mark.proof
def test_control_the_bare_page_asks_outside(tmp_path: Path, chromium: str) -> None:
    with served(BARE, tmp_path) as address:
        assert knocks(chromium, address, (tmp_path / "prefect" / "sign-in").read_text(), ()) > 0


def test_every_reply_carries_the_policy_whatever_the_server_sets() -> None:
    async def bare(_scope: object, _receive: object, send: object) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"Content-Security-Policy", b"x")]}
        await send(start)  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"page"})  # type: ignore[operator]

    reply = TestClient(PageGuard(bare)).get("/runs")
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert reply.headers.get_list("content-security-policy") == [HEADERS["content-security-policy"]]
    assert "'self'" in reply.headers["content-security-policy"].partition(";")[0]
