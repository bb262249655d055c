"""The route for Stripe's events: closed without a secret, deaf to forgeries, and each event is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.web.stripe_events_route import EventRate
from store.database.engine import Store
from store.selling import provider_events
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import small_shop
from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_server import HOOK_SECRET, signed

EVENT = {"id": "evt_1", "object": "event", "data": {"object": {"object": "payment_intent", "id": "pi_nobody"}}}


@pytest.fixture
def caller(sqlite_store: Store, tmp_path: Path) -> Iterator[Caller]:
    yield from open_caller(small_shop(sqlite_store), tmp_path / "receipts")


def send(caller: Caller, event: Json, *, secret: str = HOOK_SECRET, late_s: int = 0) -> Any:
    body, mark = signed(event, int(datetime.now(UTC).timestamp()) - late_s, secret)
    return caller.http.post("/stripe/events", content=body, headers={"stripe-signature": mark})


def test_an_event_is_stored_once_and_only_if_stripe_signed_it(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(caller, EVENT).status_code == 404, "without a signing secret there is nothing"
    monkeypatch.setenv("KASSA_STRIPE_WEBHOOK_SECRET", HOOK_SECRET)
    assert send(caller, EVENT, secret="whsec_other").json()["code"] == "forged_event"
    assert send(caller, EVENT, late_s=600).status_code == 400
    assert caller.http.post("/stripe/events", json=EVENT).status_code == 400
    large = {**EVENT, "padding": "x" * 70_000}
    assert send(caller, large).status_code == 413
    with caller.store.view() as view:
        assert not provider_events.has_event(view, "evt_1")

    assert [send(caller, EVENT).status_code for _ in range(3)] == [204, 204, 204]
    assert send(caller, {"id": "evt_2", "data": {"object": {"object": "payout", "id": "po_1"}}}).status_code == 204
    with caller.store.view() as view:
        assert provider_events.has_event(view, "evt_1")
        assert not provider_events.has_event(view, "evt_2"), "it is about no payment"


def test_whoever_sends_too_fast_is_asked_to_come_again() -> None:
    now = [0.0]
    rate = EventRate(2, lambda: now[0])
    assert [rate.is_too_fast() for _ in range(3)] == [False, False, True]
    now[0] = 1.0
    assert [rate.is_too_fast() for _ in range(3)] == [False, False, True]
