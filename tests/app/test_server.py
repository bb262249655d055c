"""The whole server as it runs: pages, interface, files and what it refuses."""

from __future__ import annotations

import os
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path

import pytest

from app.server import OpenToEveryone, configure_streamlit, is_loopback
from app.server import serve as run_server
from operations.installation.configuration import Settings
from store.database.versions import NotAStore
from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import code_of, stocked
from tests.app.warm import start_warm
from tests.waiting import wait_until

pytestmark = pytest.mark.real_time


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that no other test has disturbed, for what is said of its log."""
    server = Served(tmp_path_factory.mktemp("shop"), stocked(10))
    server.start()
    yield server
    server.stop()


def fetch(
    served: Served, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, Message, bytes]:
    asked = urllib.request.Request(served.url + path, body, {**served.office_headers, **(headers or {})})
    try:
        with urllib.request.urlopen(asked, timeout=10) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_a_server_starts_without_what_only_forecasts_and_charts_need(tmp_path: Path) -> None:
    program, log = "from tests.app.warm import loaded_at_start; print(*loaded_at_start)", tmp_path / "log"
    assert start_warm(program, dict(os.environ), log).wait() == 0
    loaded = set(log.read_text().split())
    assert {"app.server", "sqlalchemy", "numpy"} <= loaded
    assert not loaded & {"scipy", "sklearn", "pandas", "pyarrow", "altair", "prefect"}


def test_the_page_the_interface_and_the_tills_files_come_from_one_server(served: Served) -> None:
    for path, part in {
        "/": b'<head><script src="/kassa/wedge.js"></script>',
        "/till": b"<title>Streamlit</title>",
        "/kassa/wedge.js": b"kassaWedge",
        "/_stcore/bidi-components/kassa.till/till.js": b"export default function till",
        "/_stcore/bidi-components/kassa.till/style/till.css": b".basket-pane",
        "/api/v1/health": b'"status":"ok"',
    }.items():
        status, headers, body = fetch(served, path)
        assert (status, part in body) == (200, True), path
        assert headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_foreign_names_and_pages_are_refused(served: Served) -> None:
    assert fetch(served, "/", headers={"host": "evil.example"})[0] == 421
    assert fetch(served, "/_stcore/health", headers={"host": "evil.example"})[0] == 421
    foreign = {"origin": "https://evil.example", "content-type": "application/json"}
    assert fetch(served, "/api/v1/till/1/events", headers=foreign, body=b"{}")[0] == 403


def test_what_is_for_developers_is_not_served(served: Served) -> None:
    for path in (
        "/api/v1/docs",
        "/api/v1/openapi.json",
        "/app/static/x",
        "/kassa/../server.py",
        "/kassa/%2e%2e/server.py",
    ):
        status, _, body = fetch(served, path)
        assert status in {400, 404} or b"<title>Streamlit</title>" in body, path
    status, _, body = fetch(served, "/_stcore/agent/interact", headers={"content-type": "application/json"}, body=b"{}")
    assert status >= 400, body


def test_a_sale_through_the_running_server_prints_its_receipt(till: Served) -> None:
    client = "00000000-0000-4000-8000-0000000000ff"
    seq = request(till, f"/till/1?client={client}")["acked_seq"] + 1
    event = {"seq": seq, "kind": "scan", "code": code_of(5)}
    basket = request(till, "/till/1/events", {"client": client, "events": [event]})["basket"]
    payment = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": [{"amount_minor": 10_000}]}
    sale = request(till, "/till/1/pay", payment)
    wait_until(lambda: request(till, "/health")["printer"]["outcome"] == "printed", "the receipt is printed")
    papers = [path.read_text() for path in (till.home / "receipts").glob("*.txt")]
    assert any(f"Kvitto {sale['receipt_number']} " in paper for paper in papers)


def test_the_log_of_a_healthy_server_is_empty(served: Served) -> None:
    assert served.log() == ""


def test_a_store_of_somebody_else_is_refused_before_a_port_is_opened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(NotAStore):
        run_server(Settings(home=tmp_path))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "kassa.example", "127.0.0.1.evil.example"])
def test_an_address_that_others_reach_unencrypted_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(OpenToEveryone, match="Nothing was started"):
        run_server(Settings(home=tmp_path), host=host)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_control_an_address_of_this_machine_is_not(host: str) -> None:
    assert is_loopback(host)


def test_safety_is_set_over_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import config

    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_AGENT_API", "true")
    configure_streamlit("127.0.0.1", 8599)
    assert config.get_option("client.showErrorDetails") == "none"
    assert config.get_option("server.enableAgentApi") is False
    assert config.get_option("browser.gatherUsageStats") is False
    assert config.get_option("server.port") == 8599
