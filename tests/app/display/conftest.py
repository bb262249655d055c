"""The interface behind the gate in process, with a till's browser and browsers that are or want to be displays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import WebSocketTestSession

from app.route_rules import RULES
from app.web.cookies import DISPLAY_COOKIE
from app.web.gate.gate import GateMiddleware
from app.web.gate.visitors import Visitors
from operations.access.displays import pair_display
from store.database.engine import Store
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import AT, OFFICE_ACTOR, TILL, small_shop

FOLLOW = "/api/v1/display/follow"


class Displays:
    """Browsers beside the till's; ``app`` is the interface behind the gate."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.store = caller, caller.store
        api: Any = caller.http.app
        visitors = Visitors(lambda: caller.store, api.state.presence.enrolled_till)
        self.app = GateMiddleware(Starlette(routes=[Mount("/api/v1", api)]), RULES, visitors, "sv")

    def browser(self, **cookies: str) -> TestClient:
        """Another browser with these cookies."""
        return TestClient(self.app, cookies=cookies)

    def show_code(self) -> tuple[TestClient, str]:
        """A browser that shows a code."""
        browser = self.browser()
        return browser, browser.post("/api/v1/display/code").json()["code"]

    def pair(self, till_id: int = TILL) -> TestClient:
        """A browser that is the display of a till."""
        browser, code = self.show_code()
        pair_display(self.store, OFFICE_ACTOR, till_id, code, at=AT)
        return browser

    def follow(self, browser: TestClient) -> AbstractContextManager[WebSocketTestSession]:
        """The open connection of a display."""
        return browser.websocket_connect(FOLLOW)


def secret_of(browser: TestClient) -> str:
    """What the browser's cookie of a display holds."""
    return str(browser.cookies[DISPLAY_COOKIE])


@pytest.fixture
def displays(sqlite_store: Store, tmp_path: Path) -> Iterator[Displays]:
    """Over the small shop, with somebody signed in at its first till."""
    for caller in open_caller(small_shop(sqlite_store), tmp_path / "receipts"):
        yield Displays(caller)


@pytest.fixture
def practice_displays(sqlite_store: Store, tmp_path: Path) -> Iterator[Displays]:
    """The same over a shop to try, which has a simulated terminal."""
    for caller in open_caller(small_shop(sqlite_store, is_demo=True), tmp_path / "receipts"):
        yield Displays(caller)
