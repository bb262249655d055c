"""A till that takes cards and Swish through Stripe, from its routes to the books of the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from hardware.device_settings import terminal_of
from models.payments.provider_list import ProviderPayment
from operations.access.actors import office_actor
from operations.installation.device_links import DeviceRole, set_device
from pipelines.nightly.reconcile_payments import reconcile_day
from store import invariants
from store.database.engine import Store
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import gtin, small_shop
from tests.hardware.terminal.stripe_account import GOOD_CARD
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_server import TEST_KEY, Fault
from tests.hardware.terminal.stripe_world import CREATE, StripeWorld
from tests.waiting import wait_until

MILK = gtin(1)[1:]

__all__ = ["stripe_document", "world"]


@pytest.fixture
def payer(sqlite_store: Store, world: StripeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A till whose terminal is a reader of an account on this machine."""
    monkeypatch.setenv("KASSA_STRIPE_KEY", TEST_KEY)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", world.server.url)
    world.clock.at = datetime.now(UTC)
    store, link = small_shop(sqlite_store, is_demo=True), f"stripe:{world.reader['id']}"
    set_device(store, office_actor(store), 1, DeviceRole.PAYMENT_TERMINAL, link, at=datetime.now(UTC))
    yield from open_caller(store, tmp_path / "receipts")


def _begin(payer: Caller, basket: dict[str, Any], method: str) -> str:
    key = str(uuid4())
    body = {"key": key, "method": method, "amount_minor": basket["gross_minor"], "basket_id": basket["id"]}
    reply = payer.http.post("/till/1/payments", json=body | {"shown_minor": basket["gross_minor"]})
    assert reply.status_code == 200, reply.text
    return key


def _follow(payer: Caller, key: str, state: str) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []

    def is_there() -> bool:
        replies.append(payer.http.get(f"/till/1/payments/{key}").json())
        return bool(replies[-1]["attempt"]["state"] == state)

    wait_until(is_there, f"the payment is {state}")
    return replies[-1]


def _taken(world: StripeWorld) -> list[int]:
    return [each["amount_received"] for each in world.objects.all("payment_intent") if each["amount_received"]]


def test_card_and_swish_are_sold_once_each(payer: Caller, world: StripeWorld) -> None:
    key = _begin(payer, payer.scan(MILK)["basket"], "card")
    wait_until(lambda: world.reader["action"] is not None, "the reader asks for a card")
    world.tap()
    sale = _follow(payer, key, "approved")["sale"]
    assert sale["tenders"] == [{"kind": "card", "amount_minor": 1990}]
    assert "Visa ****4242" in payer.printed()[0]

    key = _begin(payer, payer.scan(MILK)["basket"], "swish")
    wait_until(lambda: bool(_follow(payer, key, "in_progress")["attempt"]["code"]), "the code is shown")
    http: Any = payer.http
    assert http.post(f"/till/1/payments/{key}/print", json={}).json()["troubles"] == []
    assert "Betala med Swish" in payer.printed()[-1]
    world.account.pay_code(world.objects.all("payment_intent")[0]["id"])
    assert _follow(payer, key, "approved")["sale"]["due_minor"] == 1990
    assert http.post(f"/till/1/payments/{key}/print", json={}).json()["code"] == "no_payment_code"

    assert _taken(world) == [1990, 1990]
    with payer.store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_two_readers_of_one_account_agree_with_its_list(payer: Caller, world: StripeWorld, tmp_path: Path) -> None:
    first = world.reader
    world.account.waiting_card = GOOD_CARD
    for reader in (first, world.account.create_reader({"registration_code": "simulated-wpe"})):
        set_device(
            payer.store,
            office_actor(payer.store),
            1,
            DeviceRole.PAYMENT_TERMINAL,
            f"stripe:{reader['id']}",
            at=world.at,
        )
        _follow(payer, _begin(payer, payer.scan(MILK)["basket"], "card"), "approved")

    day = world.at.astimezone(ZoneInfo("Europe/Stockholm")).date()

    def list_payments(link: str, since: datetime, until: datetime) -> list[ProviderPayment]:
        return terminal_of(link, tmp_path).payments(since, until)

    found = reconcile_day(payer.store, list_payments, day, at=datetime.now(UTC))

    assert (found.agree, found.differences, found.unreachable) == (2, (), ())


def test_payment_whose_request_is_lost_is_closed_and_the_next_one_is_taken_once(
    payer: Caller, world: StripeWorld
) -> None:
    basket = payer.scan(MILK)["basket"]
    world.server.plan(Fault.REPLY_LOST, CREATE, 3)
    _follow(payer, _begin(payer, basket, "card"), "not_charged")
    key = _begin(payer, basket, "card")
    wait_until(lambda: world.reader["action"] is not None, "the reader asks for a card")
    world.tap()
    _follow(payer, key, "approved")
    assert _taken(world) == [1990]
