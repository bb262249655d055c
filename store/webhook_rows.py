"""Webhooks, the messages to each, and how far the journal was read for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from models.dispatch.webhook import (
    MessageState,
    UnknownMessage,
    UnknownWebhook,
    Webhook,
    WebhookEvent,
    WebhookMessage,
    WebhookState,
    events_text,
    is_due,
)
from models.quantity import to_milli
from models.stock.what_is_left import FEW, Availability
from store import schema
from store.database.upsert import insert_for, upsert

_HOOK, _MESSAGE = schema.webhook, schema.webhook_message
_CURSOR, _LEVEL = schema.webhook_cursor, schema.webhook_level
#: So many changed levels are looked at at once.
LEVELS_MAX = 5_000


def add_webhook(tx: sa.Connection, hook: Webhook) -> None:
    """Store a new webhook."""
    tx.execute(_HOOK.insert(), _values(hook))


def save_webhook(tx: sa.Connection, hook: Webhook) -> None:
    """Store what changed of a webhook."""
    tx.execute(_HOOK.update().where(_HOOK.c.id == hook.id).values(_values(hook)))


def remove_webhook(tx: sa.Connection, number: int) -> None:
    """Remove a webhook with all its messages."""
    tx.execute(_MESSAGE.delete().where(_MESSAGE.c.webhook_id == number))
    tx.execute(_HOOK.delete().where(_HOOK.c.id == number))


def all_webhooks(view: sa.Connection) -> list[Webhook]:
    """Every webhook, by number."""
    return [_as_hook(row) for row in view.execute(sa.select(_HOOK).order_by(_HOOK.c.id))]


def get_webhook(view: sa.Connection, number: int) -> Webhook:
    """A webhook; raises :class:`models.dispatch.webhook.UnknownWebhook`."""
    return _one_hook(view, sa.select(_HOOK).where(_HOOK.c.id == number), number)


def lock_webhook(tx: sa.Connection, number: int) -> Webhook:
    """The same, held until the transaction ends."""
    return _one_hook(tx, sa.select(_HOOK).where(_HOOK.c.id == number).with_for_update(), number)


def webhooks_that_send(view: sa.Connection) -> list[Webhook]:
    """The webhooks that are switched on."""
    return [each for each in all_webhooks(view) if each.state is WebhookState.ON]


def add_messages(tx: sa.Connection, messages: Sequence[WebhookMessage]) -> None:
    """Store messages; one that is stored already stays as it is."""
    if messages:
        statement = insert_for(tx, _MESSAGE).on_conflict_do_nothing(index_elements=["webhook_id", "event_id"])
        tx.execute(statement, [asdict(each) for each in messages])


def save_message(tx: sa.Connection, message: WebhookMessage) -> None:
    """Store how far a message has come."""
    here = _MESSAGE.c.webhook_id == message.webhook_id, _MESSAGE.c.event_id == message.event_id
    tx.execute(_MESSAGE.update().where(*here).values(asdict(message)))


def lock_message(tx: sa.Connection, number: int, event_id: str) -> WebhookMessage:
    """A message, held until the transaction ends; raises :class:`models.dispatch.webhook.UnknownMessage`."""
    here = _MESSAGE.c.webhook_id == number, _MESSAGE.c.event_id == event_id
    row = tx.execute(sa.select(_MESSAGE).where(*here).with_for_update()).one_or_none()
    if row is None:
        raise UnknownMessage(event_id[:60])
    return _as_message(row)


def next_due(tx: sa.Connection, number: int, at: datetime) -> WebhookMessage | None:
    """The oldest message of a webhook that may be sent now, held until the transaction ends."""
    due = sa.or_(_MESSAGE.c.next_try.is_(None), _MESSAGE.c.next_try <= at)
    here = _MESSAGE.c.webhook_id == number, _MESSAGE.c.state == MessageState.WAITING.value, due
    query = sa.select(_MESSAGE).where(*here).order_by(_MESSAGE.c.made_at, _MESSAGE.c.event_id).limit(1)
    row = tx.execute(query.with_for_update()).one_or_none()
    message = None if row is None else _as_message(row)
    return message if message is not None and is_due(message, at) else None


def due_webhooks(view: sa.Connection, at: datetime) -> list[int]:
    """The numbers of the webhooks that are on and have a message to send now."""
    due = sa.or_(_MESSAGE.c.next_try.is_(None), _MESSAGE.c.next_try <= at)
    query = (
        sa.select(_HOOK.c.id)
        .join_from(_HOOK, _MESSAGE, _MESSAGE.c.webhook_id == _HOOK.c.id)
        .where(_HOOK.c.state == WebhookState.ON.value, _MESSAGE.c.state == MessageState.WAITING.value, due)
    )
    return list(view.scalars(query.distinct().order_by(_HOOK.c.id)))


def latest_messages(
    view: sa.Connection, at_most: int, states: Collection[MessageState], number: int | None = None
) -> list[WebhookMessage]:
    """The newest messages in any of ``states``, of all webhooks or one, the newest first."""
    query = sa.select(_MESSAGE).where(_MESSAGE.c.state.in_(sorted(each.value for each in states)))
    if number is not None:
        query = query.where(_MESSAGE.c.webhook_id == number)
    newest = query.order_by(_MESSAGE.c.made_at.desc(), _MESSAGE.c.event_id.desc()).limit(at_most)
    return [_as_message(row) for row in view.execute(newest)]


def messages_since(
    view: sa.Connection, number: int, since: datetime, states: Collection[MessageState]
) -> list[WebhookMessage]:
    """The messages of a webhook that were made at ``since`` or later and are in any of ``states``, the oldest first."""
    names = sorted(each.value for each in states)
    chosen = _MESSAGE.c.webhook_id == number, _MESSAGE.c.made_at >= since, _MESSAGE.c.state.in_(names)
    rows = view.execute(sa.select(_MESSAGE).where(*chosen).order_by(_MESSAGE.c.made_at, _MESSAGE.c.event_id))
    return [_as_message(row) for row in rows]


def release_messages(tx: sa.Connection, holder: str) -> None:
    """Let what a server of this installation was sending when it ended be due at once."""
    mine = _MESSAGE.c.holder == holder, _MESSAGE.c.state == MessageState.WAITING.value
    tx.execute(_MESSAGE.update().where(*mine).values(holder="", next_try=None))


def forget_messages(tx: sa.Connection, before: datetime, at_most: int) -> None:
    """Remove messages that were settled before an instant, so many at once."""
    old = sa.select(_MESSAGE.c.webhook_id, _MESSAGE.c.event_id).where(_MESSAGE.c.settled_at < before).limit(at_most)
    for number, event_id in tx.execute(old).all():
        tx.execute(_MESSAGE.delete().where(_MESSAGE.c.webhook_id == number, _MESSAGE.c.event_id == event_id))


@dataclass(frozen=True, slots=True)
class ReadSoFar:
    """Up to which row the journal of a device was read, and its last row."""

    device_id: int
    read_seq: int
    last_seq: int


def journals_with_news(view: sa.Connection, *, hold: bool = False) -> list[ReadSoFar]:
    """The devices whose journals have rows that were not read; ``hold``: until the transaction ends."""
    head = schema.device_head
    query = (
        sa.select(_CURSOR.c.device_id, _CURSOR.c.read_seq, head.c.last_journal)
        .join_from(_CURSOR, head, head.c.device_id == _CURSOR.c.device_id)
        .where(head.c.last_journal > _CURSOR.c.read_seq)
        .order_by(_CURSOR.c.device_id)
    )
    return [ReadSoFar(*row) for row in view.execute(query.with_for_update(of=_CURSOR) if hold else query)]


def move_cursor(tx: sa.Connection, device_id: int, seq: int) -> None:
    """Store up to which row the journal of a device was read."""
    tx.execute(_CURSOR.update().where(_CURSOR.c.device_id == device_id).values(read_seq=seq))


def begin_cursors(tx: sa.Connection, *, anew: bool) -> None:
    """Let the journals of devices without a cursor (``anew``: of all) be read from after their last row on."""
    head = schema.device_head
    if anew:
        tx.execute(_CURSOR.delete())
        tx.execute(_LEVEL.delete())
    cursors = sa.select(_CURSOR.c.device_id)
    rows = tx.execute(sa.select(head.c.device_id, head.c.last_journal).where(head.c.device_id.not_in(cursors))).all()
    # A device that came later is read from its beginning.
    seqs = [{"device_id": each.device_id, "read_seq": each.last_journal if anew else 0} for each in rows]
    upsert(tx, _CURSOR, seqs)


def has_new_device(view: sa.Connection) -> bool:
    """Whether a device has a journal that is not read yet."""
    cursors = sa.select(_CURSOR.c.device_id)
    return view.scalar(sa.select(sa.func.count()).where(schema.device_head.c.device_id.not_in(cursors))) != 0


@dataclass(frozen=True, slots=True)
class ChangedLevel:
    """A product of which another part is left than was known; ``before`` is ``None`` where nothing was."""

    location_id: int
    sku: str
    availability: Availability
    before: Availability | None


def changed_levels(view: sa.Connection) -> list[ChangedLevel]:
    """Products of which the availability is another than what is stored here, some at once.

    What is promised to orders of the web shop is not left, as everywhere.
    """
    level, promise = schema.stock_level.c, schema.stock_promise.c
    promises = (
        sa.select(
            promise.location_id, promise.sku, _milli(sa.func.sum(sa.type_coerce(promise.quantity, sa.BigInteger)))
        )
        .group_by(promise.location_id, promise.sku)
        .subquery()
    )
    left = sa.type_coerce(level.on_hand, sa.BigInteger) - sa.func.coalesce(promises.c.promised, 0)
    now = sa.case(
        (left <= 0, Availability.SOLD_OUT.value),
        (left <= to_milli(FEW), Availability.FEW_LEFT.value),
        else_=Availability.IN_STOCK.value,
    )
    of_level = sa.and_(_LEVEL.c.location_id == level.location_id, _LEVEL.c.sku == level.sku)
    of_promise = sa.and_(promises.c.location_id == level.location_id, promises.c.sku == level.sku)
    query = (
        sa.select(level.location_id, level.sku, now.label("now"), _LEVEL.c.availability)
        .select_from(schema.stock_level.outerjoin(promises, of_promise).outerjoin(_LEVEL, of_level))
        .where(sa.or_(_LEVEL.c.availability.is_(None), _LEVEL.c.availability != now))
        .order_by(level.location_id, level.sku)
        .limit(LEVELS_MAX)
    )
    return [
        ChangedLevel(place, sku, Availability(current), None if before is None else Availability(before))
        for place, sku, current, before in view.execute(query)
    ]


def save_levels(tx: sa.Connection, levels: Sequence[ChangedLevel]) -> None:
    """Store what is known of what is left."""
    rows = [
        {"location_id": each.location_id, "sku": each.sku, "availability": each.availability.value} for each in levels
    ]
    upsert(tx, _LEVEL, rows)


def forget_levels(tx: sa.Connection) -> None:
    """Know nothing of what is left: nobody asks for it."""
    tx.execute(_LEVEL.delete())


def has_levels(view: sa.Connection) -> bool:
    """Whether anything is known of what is left."""
    return view.scalar(sa.select(_LEVEL.c.sku).limit(1)) is not None


def _milli(total: sa.ColumnElement[int]) -> sa.Label[int]:
    return sa.cast(total, sa.BigInteger).label("promised")


def _one_hook(view: sa.Connection, query: sa.Select[tuple[object, ...]], number: int) -> Webhook:
    row = view.execute(query).one_or_none()
    if row is None:
        raise UnknownWebhook(number)
    return _as_hook(row)


def _values(hook: Webhook) -> dict[str, object]:
    return asdict(hook) | {"events": events_text(hook.events), "state": hook.state.value}


def _as_hook(row: sa.Row[tuple[object, ...]]) -> Webhook:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns and values
    events = frozenset(WebhookEvent(name) for name in row.events.split())
    return Webhook(**values | {"events": events, "state": WebhookState(row.state)})


def _as_message(row: sa.Row[tuple[object, ...]]) -> WebhookMessage:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns and values
    return WebhookMessage(**values | {"state": MessageState(row.state)})
