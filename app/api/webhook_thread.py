"""The worker that writes messages from the journal and sends them: no sale ever waits for a program of others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from app.api.webhook_bodies import WRITER
from app.counter.open_counter import holder_of, may_deliver
from integrations.webhooks.signed_headers import signed_headers
from integrations.webhooks.webhook_client import Reach, post
from models.access.actor import Actor
from models.access.operator import DEVICE_OPERATOR
from models.dispatch.webhook import WebhookAnswer, parse_address
from models.errors import KassaError
from operations.dispatch.webhook_sending import (
    ClaimedMessage,
    claim_message,
    release_messages,
    settle_message,
    webhook_secrets,
    write_messages,
)
from operations.installation.configuration import Settings
from store import shop, webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Store

#: In the installation's folder: the lock of the one process that sends.
LOCK = "webhooks"
#: How often the journal is looked at.
LOOK_S = 1.0
#: So many receivers are sent to at the same time, and so many messages to one before the others have their turn.
AT_ONCE, IN_A_ROW = 4, 50


@dataclass(frozen=True, slots=True)
class WebhookWay:
    """What sends messages: the installation whose secret opens theirs, its name, and what they may reach."""

    store: Store
    installation: InstallationSecret
    holder: str
    reach: Reach

    @property
    def actor(self) -> Actor:
        """The server as it acts by itself."""
        with self.store.view() as view:
            return Actor(DEVICE_OPERATOR, shop.office_id(view))


def write_all(way: WebhookWay) -> None:
    """Write the messages of everything that happened since the last time."""
    actor, is_unfinished = way.actor, False
    while write_messages(way.store, actor, WRITER, at=datetime.now(UTC), is_unfinished=is_unfinished):
        is_unfinished = True


def send_due(way: WebhookWay, number: int) -> WebhookAnswer | None:
    """Send messages of a webhook in the order in which they happened, until one fails; the last answer."""
    actor, answer = way.actor, None
    for _ in range(IN_A_ROW):
        claimed = claim_message(way.store, actor, number, way.holder, at=datetime.now(UTC))
        if claimed is None:
            break
        answer = send_message(way, claimed)
        settle_message(way.store, actor, claimed.message, answer, at=datetime.now(UTC))
        if not answer.is_taken:
            break
    return answer


def send_message(way: WebhookWay, claimed: ClaimedMessage) -> WebhookAnswer:
    """Sign a message as of now and post it once."""
    at, message = datetime.now(UTC), claimed.message
    secrets = webhook_secrets(claimed.hook, way.installation, at)
    if not secrets:
        return WebhookAnswer(None, "its secret is of another installation: give it a new one")
    headers = signed_headers(secrets, message.event_id, at, message.body)
    try:
        to = parse_address(claimed.hook.address, loopback=way.reach.loopback)
    except KassaError as error:
        return WebhookAnswer(None, error.code)
    return post(to, message.body, headers, way.reach)


class WebhookThread:
    """Writes and sends until it is closed. ``may_send`` is true in the one process of the installation that sends."""

    def __init__(self, way: WebhookWay, may_send: Callable[[], bool], *, look_s: float = LOOK_S) -> None:
        self._way, self._may_send, self._look_s = way, may_send, look_s
        self._is_closed = threading.Event()
        self._busy: set[int] = set()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        self._is_begun = False
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send no more; the next start goes on with what waits."""
        self._is_closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._thread.join(3)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                if self._may_send():
                    self._look()
            except KassaError:
                pass  # there is no shop yet, or the store is not there: what waits is in it
            self._is_closed.wait(self._look_s)

    def _look(self) -> None:
        if not self._is_begun:
            release_messages(self._way.store, self._way.actor, self._way.holder)
            self._is_begun = True
        write_all(self._way)
        with self._way.store.view() as view:
            due = webhook_rows.due_webhooks(view, datetime.now(UTC))
        for number in due:
            if number not in self._busy and not self._is_closed.is_set():
                self._busy.add(number)
                self._pool.submit(self._send, number)

    def _send(self, number: int) -> None:
        try:
            send_due(self._way, number)
        except KassaError:
            return  # the store is not there, or the webhook was removed meanwhile
        finally:
            self._busy.discard(number)


def webhook_way(settings: Settings, store: Store) -> WebhookWay:
    """What sends the messages of an installation."""
    settings.home.mkdir(parents=True, exist_ok=True)
    reach = Reach(loopback=settings.webhook_loopback)
    return WebhookWay(store, InstallationSecret(settings.keys), holder_of(settings.home), reach)


def start_webhooks(settings: Settings, store: Store, opened: ExitStack) -> None:
    """Send from now on until ``opened`` is closed."""
    may_send = may_deliver(settings.home / LOCK, opened)
    opened.callback(WebhookThread(webhook_way(settings, store), may_send).close)
