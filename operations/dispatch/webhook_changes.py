"""Webhooks: added with a secret that is shown once, changed, switched off, removed; each change is in the journal."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.dispatch.webhook import (
    BOTH_SECRETS,
    WEBHOOKS_MAX,
    Webhook,
    WebhookState,
    WrongWebhook,
    events_text,
    parse_address,
    read_events,
)
from models.errors import Reason
from models.facts.webhook import WebhookChanged
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store

#: Source: Standard Webhooks 1.0.0, "Signature scheme": 24 to 64 random bytes.
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook that just got its secret, which is shown once: the receiver checks signatures with it."""

    hook: Webhook
    secret: str


@dataclass(frozen=True, slots=True)
class WebhookWish:
    """Where messages are to go and what about; ``loopback`` allows addresses without TLS, for trials."""

    address: str
    events: Iterable[str]
    loopback: bool = False


def add_webhook(
    store: Store, actor: Actor, wish: WebhookWish, installation: InstallationSecret, *, at: datetime
) -> NewWebhook:
    """Send what happens from now on to an address.

    Raises :class:`models.dispatch.webhook.WrongWebhook` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    address, events = wish.address.strip(), read_events(wish.events)
    parse_address(address, loopback=wish.loopback)
    check_no_card_data(address)
    secret = _new_secret()
    with unit_of_work(store, actor, at=at) as work:
        hooks = webhook_rows.all_webhooks(work.tx)
        if len(hooks) >= WEBHOOKS_MAX:
            raise WrongWebhook(Reason("webhooks_max", "a shop has at most {most}", most=WEBHOOKS_MAX))
        if any(each.address == address for each in hooks):
            raise WrongWebhook(Reason("webhook_twice", "there is one with this address already"))
        _begin(work.tx)
        (number,) = work.take_ids()
        hook = Webhook(number, address, events, WebhookState.ON, installation.encrypt(secret))
        webhook_rows.add_webhook(work.tx, hook)
        _record(work, hook)
    return NewWebhook(hook, secret)


def renew_webhook_secret(
    store: Store, actor: Actor, number: int, installation: InstallationSecret, *, at: datetime
) -> NewWebhook:
    """Give a webhook a new secret; for a day its messages are signed with the former one, too.

    Raises :class:`models.dispatch.webhook.UnknownWebhook`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    secret = _new_secret()
    with unit_of_work(store, actor, at=at) as work:
        before = webhook_rows.lock_webhook(work.tx, number)
        after = replace(
            before, secret=installation.encrypt(secret), former_secret=before.secret, former_until=at + BOTH_SECRETS
        )
        _save(work, before, after)
    return NewWebhook(after, secret)


def switch_webhook(store: Store, actor: Actor, number: int, *, on: bool, at: datetime) -> Webhook:
    """Send nothing to a webhook, or again: what happened while it was off is never sent, what waited is sent then.

    Raises :class:`models.dispatch.webhook.UnknownWebhook`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    with unit_of_work(store, actor, at=at) as work:
        before = webhook_rows.lock_webhook(work.tx, number)
        if on:
            _begin(work.tx)
        after = replace(before, state=WebhookState.ON if on else WebhookState.OFF, why_off="")
        _save(work, before, after)
    return after


def choose_webhook_events(store: Store, actor: Actor, number: int, events: Iterable[str], *, at: datetime) -> Webhook:
    """Let a webhook be about other events.

    Raises :class:`models.dispatch.webhook.UnknownWebhook` or :class:`models.dispatch.webhook.WrongWebhook`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    wishes = read_events(events)
    with unit_of_work(store, actor, at=at) as work:
        before = webhook_rows.lock_webhook(work.tx, number)
        after = replace(before, events=wishes)
        _save(work, before, after)
    return after


def remove_webhook(store: Store, actor: Actor, number: int, *, at: datetime) -> Webhook:
    """Remove a webhook with its messages. Raises :class:`models.dispatch.webhook.UnknownWebhook`."""
    check(actor, Permission.CHANGE_WEBHOOKS)
    with unit_of_work(store, actor, at=at) as work:
        hook = webhook_rows.lock_webhook(work.tx, number)
        webhook_rows.remove_webhook(work.tx, number)
        work.record(WebhookChanged(hook.id, hook.host, events_text(hook.events), "removed", "", hook.digest))
    return hook


def record_webhook(work: UnitOfWork, hook: Webhook) -> None:
    """Store a webhook as it is now, with the fact of that."""
    webhook_rows.save_webhook(work.tx, hook)
    _record(work, hook)


def _save(work: UnitOfWork, before: Webhook, after: Webhook) -> None:
    if after != before:
        record_webhook(work, after)


def _record(work: UnitOfWork, hook: Webhook) -> None:
    events = events_text(hook.events)
    work.record(WebhookChanged(hook.id, hook.host, events, hook.state.value, hook.why_off, hook.digest))


def _begin(tx: Connection) -> None:
    """Where nothing was sent until now, begin with what happens next."""
    webhook_rows.begin_cursors(tx, anew=not webhook_rows.webhooks_that_send(tx))


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"
