"""The basket of a till on its reader: it follows and is cleared, holds up no sale, and doctor knows of trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.counter.reader_baskets import ReaderBaskets, read_trouble
from app.counter.terminal_links import check_terminals
from operations.access.actors import office_actor
from operations.installation.device_links import DeviceRole, set_device
from operations.installation.doctor import Grade
from store.database.engine import Store
from tests.app.till.server.conftest import Caller, open_caller
from tests.app.till.server.test_stripe_payments import MILK
from tests.builders import small_shop
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_server import TEST_KEY, Fault
from tests.hardware.terminal.stripe_world import StripeWorld
from tests.hardware.terminal.test_stripe_display import SHOW
from tests.waiting import wait_until

__all__ = ["stripe_document", "world"]


def set_reader(store: Store, link: str) -> None:
    set_device(store, office_actor(store), 1, DeviceRole.PAYMENT_TERMINAL, link, at=datetime.now(UTC))


@pytest.fixture
def caller(
    sqlite_store: Store, world: StripeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Caller]:
    """A till whose reader shows the basket."""
    monkeypatch.setenv("KASSA_STRIPE_KEY", TEST_KEY)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", world.server.url)
    world.clock.at = datetime.now(UTC)
    store = small_shop(sqlite_store, is_demo=True)
    set_reader(store, f"stripe:{world.reader['id']}?basket=yes")
    for each in open_caller(store, tmp_path / "receipts"):
        counter = each.http.app.state.counter  # type: ignore[attr-defined]
        shown = ReaderBaskets(store, counter.signals, counter.payments.basket_screen, tmp_path)
        yield each
        shown.close()


def on_reader(world: StripeWorld) -> dict[str, Any] | None:
    action = world.reader["action"]
    return action["set_reader_display"]["cart"] if action and action["type"] == "set_reader_display" else None


def texts(world: StripeWorld) -> list[str]:
    detail = on_reader(world)
    return [] if detail is None else [each["description"] for each in detail["line_items"]]


def pay(caller: Caller) -> None:
    state = caller.state()
    assert caller.pay(state, state["basket"]["cash_due_minor"]).status_code == 200


def test_the_reader_follows_the_basket_and_is_cleared_after_it(caller: Caller, world: StripeWorld) -> None:
    caller.scan(MILK)
    wait_until(lambda: texts(world) == ["Mellanmjölk 1,5 l"], "the first line is shown")
    basket = caller.scan(MILK)["basket"]
    wait_until(lambda: texts(world) == ["2 × Mellanmjölk 1,5 l"], "more of it is shown")
    detail = on_reader(world)
    assert detail is not None
    assert (detail["total"], detail["tax"]) == (basket["gross_minor"], basket["tax_minor"])
    pay(caller)
    wait_until(lambda: world.reader["action"] is None, "the reader is cleared")


def test_a_reader_that_does_not_answer_holds_nobody_up_and_doctor_reports_it(
    caller: Caller, world: StripeWorld, tmp_path: Path
) -> None:
    world.server.plan(Fault.SLOW, SHOW, 99)
    caller.scan(MILK)
    for _ in range(20):
        caller.scan(MILK)
    wait_until(lambda: 1 in read_trouble(tmp_path), "the trouble is stored")
    with caller.store.view() as view:
        findings = {each.subject: each for each in check_terminals(view, tmp_path)}
    assert findings["reader basket 1"].grade is Grade.WARN
    assert "does not show the basket" in findings["reader basket 1"].state
    pay(caller)
    world.server.forget_plans()
    caller.scan(MILK)
    wait_until(lambda: read_trouble(tmp_path) == {}, "all is well again")
    assert texts(world) == ["Mellanmjölk 1,5 l"]


def test_a_till_without_the_setting_shows_nothing(caller: Caller, world: StripeWorld) -> None:
    set_reader(caller.store, f"stripe:{world.reader['id']}")
    counter = caller.http.app.state.counter  # type: ignore[attr-defined]
    assert counter.payments.basket_screen(1) is None
    set_reader(caller.store, f"stripe:{world.reader['id']}?basket=yes")
    assert counter.payments.basket_screen(1) is not None
