"""An open page is closed within a minute once its session has ended: over a real socket of a real server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.route_rules import RULES
from app.web.cookies import OFFICE_COOKIE
from app.web.gate import gate, visitors
from app.web.gate.gate import GateMiddleware
from app.web.gate.visitors import Visitors
from models.access.permission import BuiltInRole
from operations.access.operators import change_operator
from operations.access.sessions import end_sessions_of, sign_out
from store.database.engine import Store
from tests.app.office_sessions import person_of, sign_in
from tests.app.served import free_port
from tests.builders import OFFICE_ACTOR, small_shop
from tests.waiting import LIMIT_S, wait_until

pytestmark = pytest.mark.real_time
RECHECK_S = 0.05
SOCKET = "/_stcore/stream"


class Clock:
    """Moves when it is told to, so that what was looked up is looked up anew."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 2 * visitors.FRESH_S
        return self.now


class Pages:
    """A server whose pages answer every message with the same, behind the gate."""

    def __init__(self, store: Store) -> None:
        async def echo(socket: WebSocket) -> None:
            await socket.accept()
            async for message in socket.iter_text():
                await socket.send_text(message)
            self.left += 1

        self.left, self.port = 0, free_port()
        inner = Starlette(routes=[WebSocketRoute(SOCKET, echo)])
        app = GateMiddleware(inner, RULES, Visitors(lambda: store, clock=Clock()), "sv", RECHECK_S)
        self.server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="error", ws="websockets-sansio"))
        self.thread = threading.Thread(target=asyncio.run, args=(self.server.serve(),))

    def open(self, token: str) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}{SOCKET}", additional_headers={"cookie": f"{OFFICE_COOKIE}={token}"})


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    return small_shop(sqlite_store)


@pytest.fixture
def pages(shop: Store) -> Iterator[Pages]:
    running = Pages(shop)
    running.thread.start()
    wait_until(lambda: running.server.started, "the server listens")
    yield running
    running.server.should_exit = True
    running.thread.join(LIMIT_S)


def exchange(page: ClientConnection, text: str) -> str:
    page.send(text)
    return str(page.recv(LIMIT_S))


def wait_for_close(page: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        page.recv(LIMIT_S)
    return closed.value.rcvd.code if closed.value.rcvd else None


def test_nobody_opens_a_page_without_a_session(pages: Pages, shop: Store) -> None:
    person_of(shop, BuiltInRole.OWNER)  # before somebody can sign in, the setup needs the connection
    for token in ("", "x" * 43):
        with pytest.raises(InvalidStatus) as refused:
            pages.open(token)
        assert refused.value.response.status_code == 403


def test_ended_sessions_disabled_people_and_changed_roles_close_their_open_pages_and_no_other(
    pages: Pages, shop: Store
) -> None:
    at = datetime.now(UTC)
    bo, maria = person_of(shop, BuiltInRole.SENIOR_ASSISTANT), person_of(shop, BuiltInRole.MANAGER)
    token = sign_in(shop, BuiltInRole.SALES_ASSISTANT)
    anna = pages.open(token)
    bos, marias, eva, olof = (
        pages.open(sign_in(shop, role))
        for role in (
            *(BuiltInRole.SENIOR_ASSISTANT, BuiltInRole.MANAGER),
            *(BuiltInRole.BOOKKEEPER, BuiltInRole.OWNER),
        )
    )
    for page in (anna, bos, marias, eva, olof):
        assert exchange(page, "before") == "before"

    sign_out(shop, token, at=at)
    change_operator(shop, OFFICE_ACTOR, replace(bo, active=False), at=at)
    change_operator(shop, OFFICE_ACTOR, replace(maria, role="cashier"), at=at)
    end_sessions_of(shop, OFFICE_ACTOR, "eva", at=at)
    assert [wait_for_close(page) for page in (anna, bos, marias, eva)] == [1008] * 4
    wait_until(lambda: pages.left == 4, "the pages themselves have ended")
    assert exchange(olof, "control") == "control"
    olof.close()


def test_a_page_is_looked_at_often_enough() -> None:
    assert gate.RECHECK_S + visitors.FRESH_S < 60
