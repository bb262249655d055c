"""Webhooks in the shop: added, changed, written from the journal once each, sent, repeated, given up, sent again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.api.webhook_bodies import WRITER
from models.access.actor import Actor
from models.access.operator import DEVICE_OPERATOR
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.dispatch.webhook import (
    BOTH_SECRETS,
    LEASE,
    REMEMBERED,
    WEBHOOKS_MAX,
    MessageState,
    UnknownWebhook,
    WebhookAnswer,
    WebhookEvent,
    WebhookMessage,
    WebhookOff,
    WebhookState,
    WrongWebhook,
)
from models.facts.webhook import WebhookChanged
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.catalogue.price_changes import set_price
from operations.dispatch.webhook_changes import (
    WebhookWish,
    add_webhook,
    choose_webhook_events,
    remove_webhook,
    renew_webhook_secret,
    switch_webhook,
)
from operations.dispatch.webhook_sending import (
    add_trial,
    claim_message,
    release_messages,
    replay_message,
    replay_messages,
    settle_message,
    webhook_secrets,
    write_messages,
)
from operations.online.end_orders import cancel_own_order, end_unfetched, pick_order
from store import journal, webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, gtin, kr, small_shop, stock_up
from tests.operations.online.web_customers import WEB_ACTOR, Customer, WebTill, open_web_shop

DEVICE = Actor(DEVICE_OPERATOR, OFFICE)
ASSISTANT = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
ADDRESS = "https://hooks.example.com/kassa?key=abc123"
TAKEN, DOWN, GONE = WebhookAnswer(200), WebhookAnswer(500), WebhookAnswer(410)


@pytest.fixture
def installation(tmp_path: Path) -> InstallationSecret:
    return InstallationSecret(tmp_path / "keys")


def add(store: Store, installation: InstallationSecret, *events: str, address: str = ADDRESS) -> int:
    wish = WebhookWish(address, events or [each.value for each in WebhookEvent])
    return add_webhook(store, OFFICE_ACTOR, wish, installation, at=AT).hook.id


def write(store: Store, at: datetime = AT) -> list[WebhookMessage]:
    """Write all that happened, and every message in the order in which it is sent."""
    is_unfinished = False
    while write_messages(store, DEVICE, WRITER, at=at, is_unfinished=is_unfinished):
        is_unfinished = True
    with store.view() as view:
        hooks = webhook_rows.all_webhooks(view)
        return [
            message
            for each in hooks
            for message in webhook_rows.messages_since(view, each.id, AT - timedelta(days=9), list(MessageState))
        ]


def attempt(store: Store, number: int, answer: WebhookAnswer, at: datetime = AT) -> str | None:
    claimed = claim_message(store, DEVICE, number, "here", at=at)
    if claimed is None:
        return None
    settle_message(store, DEVICE, claimed.message, answer, at=at)
    return claimed.message.event_id


def test_what_happens_is_written_once_and_what_happened_before_never(
    store: Store, installation: InstallationSecret
) -> None:
    anna = Operator(small_shop(store))
    stock_up(store)
    anna.scan(gtin(1), 1)
    anna.pay_cash()
    number = add(store, installation)
    assert write(store) == []
    anna.scan(gtin(1), 2)
    sale = anna.pay_cash()
    set_price(store, OFFICE_ACTOR, Price("MILK", kr(2090), DAY), at=AT)
    written = write(store)
    assert {each.event for each in written} == {"price.changed", "sale.completed"}
    assert write(store) == written
    bodies = {each.event: json.loads(each.body) for each in written}
    assert bodies["sale.completed"]["data"]["id"] == sale.id
    assert bodies["price.changed"]["data"]["prices"][0]["price_minor"] == 2090
    assert {each.webhook_id for each in written} == {number}
    with store.view() as view:
        assert check_all(view) == []


def test_an_order_sends_each_of_its_steps_and_nothing_about_its_customer(
    store: Store, installation: InstallationSecret
) -> None:
    stock_up(open_web_shop(small_shop(store)))
    add(store, installation)
    till = WebTill(store)
    anna, bo, eva = (Customer(store, f"{name}@example.com") for name in ("anna", "bo", "eva"))
    first, second, third = anna.order(("MILK", 2)), bo.order(("MILK", 1)), eva.order(("NAPKINS", 1))
    pick_order(store, till.actor, first.id, {}, at=AT)
    till.sell_order(first)
    cancel_own_order(store, WEB_ACTOR, second.secret, at=AT)
    end_unfetched(store, WEB_ACTOR, at=AT + timedelta(days=90))
    written = [json.loads(each.body) for each in write(store) if each.event.startswith("order.")]
    steps = [(each["data"]["id"], each["type"], each["data"]["state"]) for each in written]
    assert sorted(steps) == sorted(
        [
            *((each.id, "order.placed", "placed") for each in (first, second, third)),
            (first.id, "order.ready", "ready"),
            (first.id, "order.collected", "collected"),
            (second.id, "order.cancelled", "cancelled"),
            (third.id, "order.expired", "expired"),
        ]
    )
    text = "".join(each.body for each in write(store))
    secrets = (each for order in (first, second, third) for each in (order.secret, order.basket_key, order.origin))
    for private in ("Anna Berg", "@example.com", "070-123", *secrets, '"code"', "operator"):
        assert private not in text
    assert '"MILK"' in text, "the control: goods are in it"


def test_stock_that_runs_low_is_written_when_it_does_and_promises_count(
    store: Store, installation: InstallationSecret
) -> None:
    stock_up(open_web_shop(small_shop(store)))
    anna = WebTill(store)
    with store.view() as view:
        left = {each.sku: each for each in webhook_rows.changed_levels(view) if each.location_id == 1}
    assert left["MILK"].before is None
    add(store, installation, "stock.sold_out", "stock.few_left", "stock.in_stock")
    assert write(store) == [], "what is left at first is nobody's news"
    anna.scan(gtin(1), 52)
    anna.pay_cash()
    Customer(store).order(("MILK", 4))
    states = [(each.event, json.loads(each.body)["data"]) for each in write(store)]
    assert states == [("stock.few_left", {"location": 1, "sku": "MILK", "availability": "few_left"})]
    anna.scan(gtin(1), 3)
    anna.pay_cash()
    assert [each.event for each in write(store, AT + timedelta(seconds=1))] == ["stock.few_left", "stock.sold_out"]


def test_messages_leave_in_order_wait_after_a_failure_and_are_given_up_by_410(
    store: Store, installation: InstallationSecret
) -> None:
    anna = Operator(small_shop(store))
    number = add(store, installation, "sale.completed")
    for _ in range(3):
        anna.scan(gtin(1), 1)
        anna.pay_cash()
    first, second, third = (each.event_id for each in write(store))
    assert attempt(store, number, DOWN) == first
    assert attempt(store, number, TAKEN) == second, "one that failed does not hold up the others"
    assert attempt(store, number, TAKEN, AT + timedelta(seconds=10)) == first
    assert attempt(store, number, GONE, AT + timedelta(seconds=10)) == third
    assert attempt(store, number, TAKEN, AT + timedelta(seconds=10)) is None
    with store.view() as view:
        hook = webhook_rows.get_webhook(view, number)
        assert (hook.state, hook.why_off) == (WebhookState.OFF, "gone")
        assert webhook_rows.due_webhooks(view, AT + timedelta(days=9)) == []
        assert check_all(view) == []
    with pytest.raises(WebhookOff):
        replay_messages(store, OFFICE_ACTOR, number, AT, [MessageState.FAILED], at=AT)
    switch_webhook(store, OFFICE_ACTOR, number, on=True, at=AT)
    assert replay_messages(store, OFFICE_ACTOR, number, AT, [MessageState.FAILED], at=AT) == 1
    assert attempt(store, number, TAKEN) == third, "under its own id"
    replay_message(store, OFFICE_ACTOR, number, first, at=AT)
    assert attempt(store, number, TAKEN) == first


def test_a_message_is_one_senders_until_its_lease_is_over_or_its_server_starts_again(
    store: Store, installation: InstallationSecret
) -> None:
    anna = Operator(small_shop(store))
    number = add(store, installation, "sale.completed")
    anna.scan(gtin(1), 1)
    anna.pay_cash()
    (message,) = write(store)
    claimed = claim_message(store, DEVICE, number, "here", at=AT)
    assert claimed is not None
    assert claim_message(store, DEVICE, number, "there", at=AT) is None
    release_messages(store, DEVICE, "there")
    assert claim_message(store, DEVICE, number, "there", at=AT) is None, "it is not theirs to release"
    later = claim_message(store, DEVICE, number, "there", at=AT + LEASE)
    assert later is not None
    settle_message(store, DEVICE, claimed.message, GONE, at=AT)
    with store.view() as view:
        assert webhook_rows.get_webhook(view, number).state is WebhookState.ON, "who was too slow settles nothing"
    release_messages(store, DEVICE, "there")
    assert attempt(store, number, TAKEN) == message.event_id
    assert attempt(store, number, TAKEN, AT + timedelta(days=9)) is None


def test_while_a_webhook_is_off_nothing_is_written_and_then_only_what_comes(
    store: Store, installation: InstallationSecret
) -> None:
    anna = Operator(small_shop(store))
    number = add(store, installation, "sale.completed")

    def sell() -> int:
        anna.scan(gtin(1), 1)
        sale = anna.pay_cash()
        write(store)
        return sale.id

    before = sell()
    switch_webhook(store, OFFICE_ACTOR, number, on=False, at=AT)
    sell()
    switch_webhook(store, OFFICE_ACTOR, number, on=True, at=AT)
    after = sell()
    assert [json.loads(each.body)["data"]["id"] for each in write(store)] == [before, after]
    choose_webhook_events(store, OFFICE_ACTOR, number, ["price.changed"], at=AT)
    sell()
    assert len(write(store)) == 2


def test_two_receivers_get_the_same_message_under_the_same_id(store: Store, installation: InstallationSecret) -> None:
    anna = Operator(small_shop(store))
    numbers = {add(store, installation, "sale.completed", address=f"{ADDRESS}{each}") for each in range(2)}
    anna.scan(gtin(1), 1)
    anna.pay_cash()
    first, second = write(store)
    assert {first.webhook_id, second.webhook_id} == numbers
    assert (first.event_id, first.body) == (second.event_id, second.body)


def test_messages_are_forgotten_after_a_month(store: Store, installation: InstallationSecret) -> None:
    anna = Operator(small_shop(store))
    number = add(store, installation, "sale.completed")
    for at in (AT, AT + REMEMBERED + timedelta(seconds=1)):
        anna.scan(gtin(1), 1, at=at)
        anna.pay_cash(at=at)
        write(store, at)
        attempt(store, number, TAKEN, at)
    assert len(write(store, at)) == 1


def test_a_new_secret_signs_beside_the_former_one_for_a_day(store: Store, installation: InstallationSecret) -> None:
    made = add_webhook(small_shop(store), OFFICE_ACTOR, WebhookWish(ADDRESS, ["sale.completed"]), installation, at=AT)
    renewed = renew_webhook_secret(store, OFFICE_ACTOR, made.hook.id, installation, at=AT)
    assert webhook_secrets(renewed.hook, installation, AT) == [renewed.secret, made.secret]
    assert webhook_secrets(renewed.hook, installation, AT + BOTH_SECRETS) == [renewed.secret]
    assert len({made.secret, renewed.secret}) == 2
    with store.view() as view:
        assert check_all(view) == []


def test_secrets_and_the_whole_address_are_in_no_journal_and_the_secret_in_no_table(
    sqlite_store: Store, installation: InstallationSecret
) -> None:
    made = add_webhook(
        small_shop(sqlite_store), OFFICE_ACTOR, WebhookWish(ADDRESS, ["sale.completed"]), installation, at=AT
    )
    with sqlite_store.view() as view:
        rows = str(list(view.exec_driver_sql("SELECT * FROM webhook")))
        written = str([row.payload for row in journal.read(view, OFFICE)])
    assert made.secret.removeprefix("whsec_") not in rows + written
    assert "abc123" not in written
    assert "hooks.example.com" in written, "the control: the host is there"


def test_who_may_change_webhooks(sqlite_store: Store, installation: InstallationSecret) -> None:
    number = add(small_shop(sqlite_store), installation)
    wish = WebhookWish("https://other.example.com", ["sale.completed"])
    tries: list[Callable[[], object]] = [
        lambda: add_webhook(sqlite_store, ASSISTANT, wish, installation, at=AT),
        lambda: renew_webhook_secret(sqlite_store, ASSISTANT, number, installation, at=AT),
        lambda: switch_webhook(sqlite_store, ASSISTANT, number, on=False, at=AT),
        lambda: choose_webhook_events(sqlite_store, ASSISTANT, number, ["sale.completed"], at=AT),
        lambda: remove_webhook(sqlite_store, ASSISTANT, number, at=AT),
        lambda: add_trial(sqlite_store, ASSISTANT, number, at=AT),
        lambda: replay_messages(sqlite_store, ASSISTANT, number, AT, [MessageState.FAILED], at=AT),
        lambda: replay_message(sqlite_store, ASSISTANT, number, "evt_1_1", at=AT),
        lambda: write_messages(sqlite_store, ASSISTANT, WRITER, at=AT),
        lambda: claim_message(sqlite_store, ASSISTANT, number, "here", at=AT),
        lambda: release_messages(sqlite_store, ASSISTANT, "here"),
    ]
    for each in tries:
        with pytest.raises(NotPermitted):
            each()
    holders = {role for role in BuiltInRole if Permission.CHANGE_WEBHOOKS in PERMISSIONS[role]}
    assert holders == {BuiltInRole.MANAGER, BuiltInRole.OWNER, BuiltInRole.OFFICE}


def test_what_is_no_webhook_is_refused(sqlite_store: Store, installation: InstallationSecret) -> None:
    small_shop(sqlite_store)
    for address, events in (("http://hooks.example.com", ["sale.completed"]), (ADDRESS, []), (ADDRESS, ["sale"])):
        with pytest.raises(WrongWebhook):
            add_webhook(sqlite_store, OFFICE_ACTOR, WebhookWish(address, events), installation, at=AT)
    for number in range(WEBHOOKS_MAX):
        add(sqlite_store, installation, "sale.completed", address=f"{ADDRESS}{number}")
    with pytest.raises(WrongWebhook, match="at most"):
        add(sqlite_store, installation, "sale.completed")
    with pytest.raises(UnknownWebhook):
        remove_webhook(sqlite_store, OFFICE_ACTOR, 7, at=AT)


def test_an_address_is_there_once_and_removed_with_its_messages(store: Store, installation: InstallationSecret) -> None:
    anna = Operator(small_shop(store))
    number = add(store, installation, "sale.completed")
    with pytest.raises(WrongWebhook, match="already"):
        add(store, installation, "price.changed")
    anna.scan(gtin(1), 1)
    anna.pay_cash()
    write(store)
    claimed = claim_message(store, DEVICE, number, "here", at=AT)
    assert claimed is not None
    remove_webhook(store, OFFICE_ACTOR, number, at=AT)
    settle_message(store, DEVICE, claimed.message, TAKEN, at=AT)
    assert write(store) == []
    with store.view() as view:
        assert check_all(view) == []
        facts = [row.payload for row in journal.read(view, OFFICE, 0, [WebhookChanged.kind])]
    assert [json.loads(each)["state"] for each in facts] == ["on", "removed"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE webhook SET address = 'https://evil.example/kassa?key=abc123'",
        "UPDATE webhook SET address = 'https://hooks.example.com/other'",
        "UPDATE webhook SET events = 'sale.completed'",
        "UPDATE webhook SET state = 'on'",
        "UPDATE webhook SET secret = former_secret",
        "UPDATE webhook SET former_until = former_until + 1",
        "UPDATE webhook SET why_off = 'gone'",
        "DELETE FROM webhook",
    ],
)
def test_a_webhook_changed_behind_the_journal_is_found(
    sqlite_store: Store, installation: InstallationSecret, damage: str
) -> None:
    number = add(small_shop(sqlite_store), installation)
    renew_webhook_secret(sqlite_store, OFFICE_ACTOR, number, installation, at=AT)
    switch_webhook(sqlite_store, OFFICE_ACTOR, number, on=False, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert any("webhook" in each.subject for each in check_all(view))
