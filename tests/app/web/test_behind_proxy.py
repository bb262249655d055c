"""Behind a real TLS proxy the shop has its public name: pages and sockets work there, and under no other."""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.app.served import Served
from tests.app.stock import stocked
from tests.app.tls_proxy import tls_in_front_of
from tests.waiting import LIMIT_S

NAME = "kassa.example"


@pytest.fixture
def public(tmp_path: Path) -> Iterator[tuple[Served, int]]:
    """A shop and the port of the proxy in front of it, which names the machine to it and not its public name."""
    served = Served(tmp_path, stocked(5))
    with tls_in_front_of(served.port, tmp_path, NAME) as proxy:
        served.settings = {"KASSA_PUBLIC_URL": f"https://{NAME}:{proxy.port}"}
        served.start()
        yield served, proxy.port
        served.stop()


def ask(port: int, path: str, headers: dict[str, str], body: object = None) -> tuple[int, dict[str, str], bytes]:
    """Ask through the proxy, as a visitor of its public name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asked = HTTPSConnection("127.0.0.1", port, timeout=LIMIT_S, context=context)
    sent = {"host": f"{NAME}:{port}", "content-type": "application/json", **headers}
    asked.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), sent)
    reply = asked.getresponse()
    content = reply.read()
    asked.close()
    return reply.status, {name.lower(): value for name, value in reply.getheaders()}, content


@pytest.mark.needs_chromium
def test_the_shop_works_under_its_public_name(public: tuple[Served, int], chromium: str) -> None:
    served, port = public
    origin = f"https://{NAME}:{port}"
    client = {"client": "00000000-0000-4000-8000-00000000000a", "events": []}

    own = {"origin": origin, "cookie": served.sign_in().header}
    status, headers, _ = ask(port, "/api/v1/till/1/events", own, client)
    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    for foreign in (f"http://{NAME}:{port}", f"https://{NAME}", "https://evil.example"):
        status, _, content = ask(port, "/api/v1/till/1/events", {"origin": foreign}, client)
        assert (status, json.loads(content)["code"]) == (403, "foreign_origin")

    asked: list[str] = []
    with sync_playwright() as playwright:
        rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", rules])
        page = browser.new_page(ignore_https_errors=True, locale="sv-SE")
        page.context.add_cookies([each | {"url": origin} for each in served.office_cookies])
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.context.add_cookies(served.till_cookies(origin))
        page.goto(f"{origin}/till")
        page.locator("#till .box-input").wait_for()
        page.locator(".place").click()
        page.locator("text=English").click()
        page.locator("html[lang=en], [lang=en]").first.wait_for(state="attached")
        (cookie,) = [each for each in page.context.cookies() if each["name"] == "kassa_language"]
        page.goto(f"{origin}/dashboard")
        page.locator("[data-test-script-state=notRunning]").wait_for()
        browser.close()
    assert (cookie["value"], cookie["secure"]) == ("en", True)
    assert asked
    assert all(url.startswith(f"wss://{NAME}:{port}/") for url in asked)
    assert "Traceback" not in served.log()


def test_without_a_proxy_nobody_names_the_scheme(served: Served) -> None:
    claimed = urllib.request.Request(f"{served.url}/api/v1/health", headers={"x-forwarded-proto": "https"})
    with urllib.request.urlopen(claimed, timeout=LIMIT_S) as reply:
        assert reply.headers["strict-transport-security"] is None
