"""Messages to webhooks: written from the journal once each, claimed before they leave, settled afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch import webhook as rules
from models.dispatch.webhook import (
    GONE,
    REMEMBERED,
    MessageState,
    Webhook,
    WebhookAnswer,
    WebhookEvent,
    WebhookMessage,
    WebhookOff,
    WebhookState,
)
from models.journal import JournalKind, JournalRow, canonical
from models.stock.what_is_left import Availability
from operations.access.permissions import check
from operations.dispatch.webhook_changes import record_webhook
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import journal, webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.webhook_rows import ChangedLevel, ReadSoFar

#: So many rows of a journal are read in one transaction: tills sell in between.
ROWS_MAX = 100
FORGOTTEN_MAX = 500
#: Of these rows messages may be written.
KINDS = (
    JournalKind.ONLINE_ORDER_PLACED,
    JournalKind.ONLINE_ORDER_PAID,
    JournalKind.ONLINE_ORDER_PICKED,
    JournalKind.ONLINE_ORDER_COLLECTED,
    JournalKind.ONLINE_ORDER_ENDED,
    JournalKind.SALE_COMPLETED,
    JournalKind.PRICE_CHANGED,
    JournalKind.PRICES_WITHDRAWN,
    JournalKind.BULK_PRICES_SET,
    JournalKind.BULK_PRICES_UNDONE,
)
_STOCK_EVENTS = {
    Availability.SOLD_OUT: WebhookEvent.STOCK_SOLD_OUT,
    Availability.FEW_LEFT: WebhookEvent.STOCK_FEW_LEFT,
    Availability.IN_STOCK: WebhookEvent.STOCK_IN_STOCK,
}


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """What a message is about, with its JSON; ``event_id`` is the same whenever it is written."""

    event_id: str
    event: WebhookEvent
    body: str


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """Who writes the messages of a row of the journal, and those of changed stock at an instant."""

    of_row: Callable[[Connection, JournalRow], Sequence[WrittenEvent]]
    of_level: Callable[[ChangedLevel, WebhookEvent, datetime], WrittenEvent]


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message to send now, to a webhook."""

    hook: Webhook
    message: WebhookMessage


def write_messages(
    store: Store, actor: Actor, writer: MessageWriter, *, at: datetime, is_unfinished: bool = False
) -> bool:
    """Write the messages of what happened since the last time; true if it is unfinished: then call it again so.

    Rows are marked as read in the transaction that stores their messages: none is left out, and none is written twice.
    """
    check(actor, Permission.DELIVER)
    with store.view() as view:
        hooks = webhook_rows.webhooks_that_send(view)
        has_news = is_unfinished or webhook_rows.journals_with_news(view) or webhook_rows.has_new_device(view)
    if not hooks or not has_news:
        return False
    with store.transaction() as tx:
        hooks = webhook_rows.webhooks_that_send(tx)
        webhook_rows.begin_cursors(tx, anew=False)
        events: list[WrittenEvent] = []
        is_more = False
        for each in webhook_rows.journals_with_news(tx, hold=True):
            is_more |= _write_rows(tx, each, writer, events)
        is_more |= _write_levels(tx, hooks, writer, events, at)
        _add(tx, hooks, events, at)
        webhook_rows.forget_messages(tx, at - REMEMBERED, FORGOTTEN_MAX)
    return is_more


def claim_message(store: Store, actor: Actor, number: int, holder: str, *, at: datetime) -> ClaimedMessage | None:
    """Claim the oldest message of a webhook that is due; ``None`` if there is none, or it is switched off."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        hook = webhook_rows.lock_webhook(tx, number)
        message = webhook_rows.next_due(tx, number, at) if hook.state is WebhookState.ON else None
        if message is None:
            return None
        claimed = rules.claim(message, holder, at)
        webhook_rows.save_message(tx, claimed)
    return ClaimedMessage(hook, claimed)


def settle_message(store: Store, actor: Actor, claimed: WebhookMessage, answer: WebhookAnswer, *, at: datetime) -> None:
    """Record how an attempt ended. A receiver that wants no more (410) is switched off.

    A message that somebody else claimed meanwhile, or that is gone with its webhook, stays as it is.
    """
    check(actor, Permission.DELIVER)
    with unit_of_work(store, actor, at=at) as work:
        if claimed.webhook_id not in {each.id for each in webhook_rows.all_webhooks(work.tx)}:
            return
        hook = webhook_rows.lock_webhook(work.tx, claimed.webhook_id)
        if webhook_rows.lock_message(work.tx, claimed.webhook_id, claimed.event_id) != claimed:
            return
        webhook_rows.save_message(work.tx, rules.settle(claimed, answer, at))
        if answer.status == GONE and hook.state is WebhookState.ON:
            record_webhook(work, replace(hook, state=WebhookState.OFF, why_off="gone"))


def release_messages(store: Store, actor: Actor, holder: str) -> None:
    """At the start of a server: what its forerunner was sending when it ended is sent again, under the same id."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        webhook_rows.release_messages(tx, holder)


def add_trial(store: Store, actor: Actor, number: int, *, at: datetime, holder: str = "") -> WebhookMessage:
    """Queue a message that shows whether a receiver takes it; with a ``holder`` it is claimed by that at once.

    Raises :class:`models.dispatch.webhook.UnknownWebhook` or :class:`models.dispatch.webhook.WebhookOff`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    with unit_of_work(store, actor, at=at) as work:
        hook = webhook_rows.lock_webhook(work.tx, number)
        if hook.state is WebhookState.OFF:
            raise WebhookOff(number)
        (trial_id,) = work.take_ids()
        message = WebhookMessage(number, f"trial_{trial_id}", rules.TRIAL_EVENT, _trial_body(work, at), at)
        message = rules.claim(message, holder, at) if holder else message
        webhook_rows.add_messages(work.tx, [message])
    return message


def replay_messages(
    store: Store, actor: Actor, number: int, since: datetime, states: Sequence[MessageState], *, at: datetime
) -> int:
    """Send the messages of a webhook since an instant again, under their ids; how many they are.

    Raises :class:`models.dispatch.webhook.UnknownWebhook` or :class:`models.dispatch.webhook.WebhookOff`.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    with store.transaction() as tx:
        hook = webhook_rows.lock_webhook(tx, number)
        if hook.state is WebhookState.OFF:
            raise WebhookOff(number)
        messages = webhook_rows.messages_since(tx, number, since, states)
        for each in messages:
            webhook_rows.save_message(tx, rules.send_again(each, at))
    return len(messages)


def replay_message(store: Store, actor: Actor, number: int, event_id: str, *, at: datetime) -> None:
    """Send one message again that was sent or given up.

    Raises :class:`models.dispatch.webhook.UnknownMessage`, ``UnknownWebhook`` or ``WebhookOff``.
    """
    check(actor, Permission.CHANGE_WEBHOOKS)
    with store.transaction() as tx:
        hook = webhook_rows.lock_webhook(tx, number)
        if hook.state is WebhookState.OFF:
            raise WebhookOff(number)
        webhook_rows.save_message(tx, rules.send_again(webhook_rows.lock_message(tx, number, event_id), at))


def webhook_secrets(hook: Webhook, installation: InstallationSecret, at: datetime) -> list[str]:
    """The secrets with which a message is signed now, the newest first; none where another installation made them."""
    sealed = [hook.secret]
    if hook.former_until is not None and at < hook.former_until:
        sealed.append(hook.former_secret)
    return [secret for each in sealed if (secret := installation.decrypt(each)) is not None]


def _trial_body(work: UnitOfWork, at: datetime) -> str:
    """The JSON of a trial; see :class:`app.api.webhook_records.TrialMessage`."""
    timestamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return canonical({"type": rules.TRIAL_EVENT, "timestamp": timestamp, "data": {"shop": work.station.shop.company}})


def _write_rows(tx: Connection, so_far: ReadSoFar, writer: MessageWriter, events: list[WrittenEvent]) -> bool:
    """The messages of some rows of a device's journal; true if there are more."""
    rows: list[JournalRow] = []
    with closing(journal.read(tx, so_far.device_id, so_far.read_seq, KINDS)) as later:
        for row in later:
            if row.seq > so_far.last_seq or len(rows) == ROWS_MAX:
                break
            rows.append(row)
    is_full = len(rows) == ROWS_MAX
    for row in rows:
        events += writer.of_row(tx, row)
    webhook_rows.move_cursor(tx, so_far.device_id, rows[-1].seq if is_full else so_far.last_seq)
    return is_full


def _write_levels(
    tx: Connection, hooks: list[Webhook], writer: MessageWriter, events: list[WrittenEvent], at: datetime
) -> bool:
    """The messages of changed stock. The first time nothing is written: only what changes from then on."""
    if not any(each.events & set(_STOCK_EVENTS.values()) for each in hooks):
        if webhook_rows.has_levels(tx):
            webhook_rows.forget_levels(tx)
        return False
    levels = webhook_rows.changed_levels(tx)
    webhook_rows.save_levels(tx, levels)
    changed = [each for each in levels if each.before is not None]
    events += [writer.of_level(each, _STOCK_EVENTS[each.availability], at) for each in changed]
    return len(levels) == webhook_rows.LEVELS_MAX


def _add(tx: Connection, hooks: list[Webhook], events: Sequence[WrittenEvent], at: datetime) -> None:
    """Store the messages; each is a microsecond later than the one before, and so they leave in this order."""
    messages = [
        WebhookMessage(hook.id, each.event_id, each.event.value, each.body, at + timedelta(microseconds=place))
        for hook in hooks
        for place, each in enumerate(events)
        if each.event in hook.events
    ]
    webhook_rows.add_messages(tx, messages)
