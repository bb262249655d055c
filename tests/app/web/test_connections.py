"""The server and its pages connect to nothing that nobody configured, whoever knocks."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.app.conftest import request
from tests.app.served import START, Served
from tests.app.stock import stocked
from tests.watched import WATCHED, connected_outside

PAGES = ("/", "/till", "/dashboard")


class WatchedServer(Served):
    """A server that writes down what it connects to."""

    program = WATCHED + START

    def connected(self) -> list[str]:
        """Every address but those of this machine."""
        return connected_outside(self.home)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedServer]:
    running = WatchedServer(tmp_path_factory.mktemp("watched"), stocked(5))
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9", "null", None])
def test_a_foreign_socket_is_refused_and_makes_the_server_ask_nobody(server: WatchedServer, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{server.port}/_stcore/stream", origin=origin).close()  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    assert request(server, "/health")["status"] == "ok"
    assert server.connected() == []


def test_the_state_at_the_root_is_that_of_the_interface(server: WatchedServer) -> None:
    """And no page of the server that exists is not found."""
    with urllib.request.urlopen(f"{server.url}/health") as reply:
        assert (reply.status, json.load(reply)["status"]) == (200, "ok")
    for path in PAGES:
        asked = urllib.request.Request(server.url + path, headers=server.office_headers)
        with urllib.request.urlopen(asked) as reply:
            assert reply.status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}/dashbord")
    assert refused.value.code == 404
    refused.value.close()


def test_control_our_own_page_opens_its_socket(server: WatchedServer) -> None:
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, origin=server.url, additional_headers=server.office_headers):  # type: ignore[arg-type]
        pass
    assert server.connected() == []


def test_control_a_connection_to_elsewhere_is_written_down(tmp_path: Path) -> None:
    outside = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCHED + outside], env={"KASSA_HOME": str(tmp_path)}, check=True
    )
    assert "192.0.2.1" in (tmp_path / "connected.log").read_text()


@pytest.mark.needs_chromium
def test_no_page_asks_anything_outside_the_shop(server: WatchedServer, chromium: str) -> None:
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="sv-SE")
        page.context.add_cookies(server.office_cookies)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        for path in PAGES:
            page.goto(server.url + path)
            page.locator("[data-test-script-state=notRunning]").wait_for()
        browser.close()
    own = (server.url, server.url.replace("http:", "ws:"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert {url.partition(":")[0] for url in asked} >= {"http", "ws"}
    assert server.connected() == []
