"""The worker over real sockets: what happens in the shop arrives signed and in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from standardwebhooks import Webhook as OutsideWebhook

from app.api.webhook_thread import WebhookThread, WebhookWay, send_due, write_all
from integrations.webhooks.webhook_client import Reach
from models.dispatch.webhook import WebhookAnswer
from operations.dispatch.webhook_changes import NewWebhook, WebhookWish, add_webhook, renew_webhook_secret
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.builders import OFFICE_ACTOR, Operator, gtin, small_shop
from tests.waiting import wait_until
from tests.webhook_receiver import WebhookReceiver, receiving

INSIDE = Reach(loopback=True)
EVENTS = ["sale.completed"]
Rounds = Callable[[int, int], int]
Proved = Callable[[str], None]


def hook_to(store: Store, folder: Path, receiver: WebhookReceiver) -> NewWebhook:
    wish = WebhookWish(receiver.url, EVENTS, loopback=True)
    return add_webhook(store, OFFICE_ACTOR, wish, InstallationSecret(folder), at=datetime.now(UTC))


def way_of(store: Store, folder: Path, reach: Reach = INSIDE) -> WebhookWay:
    return WebhookWay(store, InstallationSecret(folder), "here", reach)


def sell(store: Store, count: int) -> list[int]:
    anna, sold = Operator(store), []
    for _ in range(count):
        at = datetime.now(UTC)
        anna.scan(gtin(1), 1, at=at)
        sold.append(anna.pay_cash(at=at).id)
    return sold


def sales_in(receiver: WebhookReceiver) -> list[int]:
    return [json.loads(each.body)["data"]["id"] for each in receiver.taken]


@contextmanager
def working(way: WebhookWay) -> Iterator[None]:
    worker = WebhookThread(way, lambda: True, look_s=0.01)
    try:
        yield
    finally:
        worker.close()


def test_sales_arrive_signed_and_in_order(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    with receiving(WebhookReceiver()) as receiver:
        new_hook = hook_to(store, tmp_path, receiver)
        with working(way_of(store, tmp_path)):
            sold = sell(store, 5)
            wait_until(lambda: len(receiver.taken) == 5, "five messages")
    assert sales_in(receiver) == sold
    for each in receiver.taken:
        assert OutsideWebhook(new_hook.secret).verify(each.body, each.headers)["type"] == "sale.completed"


def test_after_a_new_secret_both_verify(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    with receiving(WebhookReceiver()) as receiver:
        former = hook_to(sqlite_store, tmp_path, receiver)
        number, now = former.hook.id, datetime.now(UTC)
        new_hook = renew_webhook_secret(sqlite_store, OFFICE_ACTOR, number, InstallationSecret(tmp_path), at=now)
        sell(sqlite_store, 1)
        way = way_of(sqlite_store, tmp_path)
        write_all(way)
        send_due(way, number)
    (message,) = receiver.taken
    for secret in (former.secret, new_hook.secret):
        OutsideWebhook(secret).verify(message.body, message.headers)


def test_without_the_secret_of_the_installation_nothing_leaves(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    with receiving(WebhookReceiver()) as receiver:
        number = hook_to(sqlite_store, tmp_path / "a", receiver).hook.id
        sell(sqlite_store, 1)
        elsewhere = way_of(sqlite_store, tmp_path / "b")
        write_all(elsewhere)
        answer = send_due(elsewhere, number)
    assert answer is not None
    assert "another installation" in answer.reason
    assert receiver.taken == []


def test_where_trials_are_not_allowed_this_machine_is_not_reached(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    with receiving(WebhookReceiver()) as receiver:
        number = hook_to(sqlite_store, tmp_path, receiver).hook.id
        sell(sqlite_store, 1)
        way = way_of(sqlite_store, tmp_path, Reach())
        write_all(way)
        answer = send_due(way, number)
    assert answer == WebhookAnswer(None, "wrong_webhook")
    assert receiver.taken == []
