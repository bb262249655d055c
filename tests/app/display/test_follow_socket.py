"""A display is sent what its own till shows, at once, and whoever is no display is sent nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app.display import follow_socket
from app.display.display_reader import state_of_till
from app.display.follow_socket import NOT_PAIRED
from app.web.cookies import DISPLAY_COOKIE, OFFICE_COOKIE, TILL_COOKIE
from models.selling.display_state import DisplayMessage
from models.selling.till_event import Cancel, Park, Scan
from operations.access.displays import find_display, revoke_display
from operations.selling.till_events import apply_events
from store.database.engine import Store
from store.shop import get_station
from tests.app.display.conftest import Displays, secret_of
from tests.app.office_sessions import sign_in
from tests.builders import AT, CLIENT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at, small_shop
from tests.hostile_texts import HOSTILE_TEXTS
from tests.pure_till import random_events

NEVER_S = 3600.0


def shown(socket: WebSocketTestSession) -> dict[str, Any]:
    """The next message of the server that tells something."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if message:
            return message


def names(message: dict[str, Any]) -> list[str]:
    return [each["name"] for each in message["lines"]]


@pytest.fixture
def signals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found by looking: what is sent came by a signal. Without one the test never ends."""
    monkeypatch.setattr(follow_socket, "POLL_S", NEVER_S)


@pytest.mark.usefixtures("signals_only")
def test_a_display_follows_its_till_from_the_first_scan_to_the_thanks(displays: Displays) -> None:
    till = displays.caller
    with displays.follow(displays.pair()) as socket:
        assert shown(socket)["message"] == "greeting"
        till.scan("MILK")
        assert names(shown(socket)) == ["Mellanmjölk 1,5 l"]
        state = till.scan("BANANAS", quantity="0.452", measured=True)
        message = shown(socket)
        assert [(each["quantity"], each["gross_minor"]) for each in message["lines"]] == [("1", 1990), ("0.452", 1128)]
        assert (message["message"], message["total_minor"]) == ("basket", state["basket"]["gross_minor"])
        assert till.pay(state, 10_000).status_code == 200
        message = shown(socket)
        assert (message["message"], message["due_minor"], message["change_minor"]) == ("thanks", 3_100, 6_900)
        assert message["parts"] == [{"method": "cash", "amount_minor": 10_000}]
        till.scan("PAPER")
        assert names(shown(socket)) == ["Morgontidning"]


def test_a_display_finds_by_itself_what_another_process_stored_and_begins_with_the_whole_state(
    displays: Displays,
) -> None:
    Operator(displays.store).scan("MILK")
    with displays.follow(displays.pair()) as socket:
        assert names(shown(socket)) == ["Mellanmjölk 1,5 l"]
        Operator(displays.store).scan("PAPER")
        assert names(shown(socket)) == ["Mellanmjölk 1,5 l", "Morgontidning"]


def test_a_display_is_told_of_its_own_till_only_and_of_nothing_that_is_not_for_customers(displays: Displays) -> None:
    till, other = displays.caller, displays.pair(SECOND_TILL)
    with displays.follow(displays.pair()) as first, displays.follow(other) as second:
        assert [shown(each)["message"] for each in (first, second)] == ["greeting", "greeting"]
        till.send(till.event("scan", code="MILK"), till.event("add_note", text="ge rabatt till Kim"))
        message = shown(first)
        apply_events(displays.store, anna_at(SECOND_TILL), CLIENT, [Scan(1, "PAPER")], at=AT)
        assert (names(message), names(shown(second))) == (["Mellanmjölk 1,5 l"], ["Morgontidning"])
    allowed = {"company", "is_demo", "currency", "message", "lines", "total_minor", "due_minor", "change_minor"}
    assert message.keys() == allowed | {"parts", "code", "points", "tier", "join", "receipt"}
    money = {"unit_price_minor", "discount_minor", "gross_minor", "deposit_minor"}
    assert message["lines"][0].keys() == money | {"position", "name", "unit", "quantity"}
    for asked in ("?till=1", "?till_id=1&display=1"):
        with other.websocket_connect(f"/api/v1/display/follow{asked}") as socket:
            assert names(shown(socket)) == ["Morgontidning"]
    for path in ("/api/v1/till/2", "/api/v1/till/1", "/api/v1/tills", "/api/v1/till/2/operators"):
        assert other.get(path).status_code == 401, path


def test_nobody_else_follows_a_till(displays: Displays) -> None:
    paired = displays.pair()
    waiting, _ = displays.show_code()
    office = sign_in(displays.store)
    till = str(displays.caller.http.cookies[TILL_COOKIE])
    with displays.follow(paired) as socket:
        assert shown(socket), "the control: a display follows"
    for cookies in (
        {},
        {DISPLAY_COOKIE: "x" * 43},
        {DISPLAY_COOKIE: secret_of(waiting)},
        {DISPLAY_COOKIE: till},
        {TILL_COOKIE: till},
        {TILL_COOKIE: secret_of(paired)},
        {OFFICE_COOKIE: office},
    ):
        with pytest.raises(WebSocketDisconnect), displays.follow(displays.browser(**cookies)):
            pass
    as_till = displays.browser(**{TILL_COOKIE: secret_of(paired)})
    assert as_till.get("/api/v1/till/1/operators").status_code == 401, "a display is no till"


def test_a_revoked_display_is_sent_nothing_more_and_its_neighbour_is(displays: Displays) -> None:
    gone, stays = displays.pair(), displays.pair()
    display = find_display(displays.store, secret_of(gone))
    assert display is not None
    with displays.follow(gone) as first, displays.follow(stays) as second:
        assert [shown(each)["message"] for each in (first, second)] == ["greeting", "greeting"]
        revoke_display(displays.store, OFFICE_ACTOR, display.id, at=AT)
        displays.caller.scan("MILK")
        with pytest.raises(WebSocketDisconnect) as closed:
            shown(first)
        assert closed.value.code == NOT_PAIRED
        assert names(shown(second)) == ["Mellanmjölk 1,5 l"]
    with pytest.raises(WebSocketDisconnect), displays.follow(gone):
        pass


def test_a_display_hears_that_the_server_is_there(displays: Displays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_socket, "POLL_S", 0.01)
    monkeypatch.setattr(follow_socket, "BEAT_S", 0.01)
    with displays.follow(displays.pair()) as socket:
        assert shown(socket)["message"] == "greeting"
        assert socket.receive_json() == {}


@pytest.mark.parametrize("text", [each for each in HOSTILE_TEXTS if each.isprintable() and len(each) < 41][::7])
def test_a_name_arrives_as_it_is(displays: Displays, text: str) -> None:
    with displays.store.transaction() as tx:
        tx.exec_driver_sql("UPDATE product SET name = ? WHERE sku = 'MILK'", (text,))
    displays.caller.scan("MILK")
    with displays.follow(displays.pair()) as socket:
        assert names(shown(socket)) == [text]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(st.integers(0, 2**32))
def test_after_any_events_the_display_reads_what_the_till_reads(sqlite_store: Store, seed: int) -> None:
    with sqlite_store.view() as view:
        is_new = not view.exec_driver_sql("SELECT 1 FROM shop").all()
    operator = Operator(small_shop(sqlite_store) if is_new else sqlite_store)
    for event in random_events(Random(seed), operator.seq + 1, operator.seq, 20):
        state = apply_events(sqlite_store, operator.actor, CLIENT, [event], at=AT)
        with sqlite_store.view() as view:
            read = state_of_till(view, get_station(view, TILL).shop, TILL, AT)
        lines = state.basket.lines if state.basket else ()
        assert [(each.position, each.quantity) for each in read.lines] == [
            (each.line.position, each.line.quantity) for each in lines
        ]
        assert read.total.minor == (state.basket.gross_minor if state.basket and lines else 0)


def test_a_parked_basket_is_seen_by_nobody(displays: Displays) -> None:
    operator = Operator(displays.store)
    operator.scan("MILK")
    operator.do(Park)
    with displays.store.view() as view:
        read = state_of_till(view, get_station(view, TILL).shop, TILL, datetime.now(UTC))
    assert (read.message, read.lines) == ("greeting", ())


@pytest.mark.parametrize("end", [Park, Cancel])
def test_nobody_is_thanked_for_the_customer_before(sqlite_store: Store, end: type[Park | Cancel]) -> None:
    operator = Operator(small_shop(sqlite_store))
    later = AT + timedelta(seconds=1)

    def message() -> DisplayMessage:
        with sqlite_store.view() as view:
            return state_of_till(view, get_station(view, TILL).shop, TILL, later).message

    operator.scan("MILK")
    operator.pay_cash()
    assert message() is DisplayMessage.THANKS
    operator.scan("PAPER", at=later)
    operator.do(end, at=later)
    assert message() is DisplayMessage.GREETING, "a receipt's code is shown to its own customer alone"
