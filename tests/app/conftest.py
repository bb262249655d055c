"""One real server for the tests of a process, and an empty till for each test."""

from __future__ import annotations

import json
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.installation.opening import open_store
from store import invariants
from tests import savings
from tests.app.served import Served
from tests.app.stock import in_use
from tests.builders import small_shop
from tests.waiting import LIMIT_S

GOODS = 250


@pytest.fixture(scope="session", autouse=True)
def _loop() -> Iterator[None]:
    with savings.loop_for_all():
        yield


@pytest.fixture
def installation(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The small shop as that of this installation; it is sound afterwards."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    yield
    store = open_store(sqlite_url)
    with store.view() as view:
        assert invariants.check_all(view) == []
    store.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real server over a small shop, on a free port; tests find what others left, so it was in use before."""
    server = Served(tmp_path_factory.mktemp("shop"), in_use(GOODS))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """The server with somebody signed in and nothing at till 1."""
    return emptied(served)


def emptied(served: Served) -> Served:
    """A running server whose till 1 has nothing on it: what an earlier test left behind is cancelled."""
    served.revive()
    served.sign_in()
    client, seq = str(uuid.uuid4()), 0
    state = request(served, f"/till/1?client={client}")
    while state["basket"] or state["parked"]:
        seq += 1
        event: dict[str, Any] = {"seq": seq, "kind": "cancel"}
        if not state["basket"]:
            event = {"seq": seq, "kind": "recall", "basket_id": state["parked"][0]["basket_id"]}
        state = request(served, "/till/1/events", {"client": client, "events": [event]})
    return served


def request(served: Served, path: str, body: object = None) -> Any:
    """Ask the interface as another program would; below a till as the browser does that is signed in there."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", **served.office_headers}
    if path.startswith("/till/"):
        headers["cookie"] += f"; {(served.cookies or served.sign_in()).header}"
    asked = urllib.request.Request(f"{served.url}/api/v1{path}", data, headers)
    with urllib.request.urlopen(asked, timeout=LIMIT_S) as reply:
        return json.load(reply)
