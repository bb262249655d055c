"""How far the devices of each till have come in its journal, and what they could not deliver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

from models import delivery as rules
from models.delivery import Consumer, DeadLetter, DeliveryCursor, Outcome
from models.facts.device import GiftReceiptPrinted
from models.facts.envelope import Fact, decode_fact
from models.journal import JournalKind, JournalRow
from store import journal, schema
from store.database.columns import from_micros

_Printed = TypeVar("_Printed", bound=Fact)
_CURSOR, _LETTER = schema.delivery_cursor, schema.dead_letter


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of a till's journal that a consumer has yet to act on; ``sale_id`` is 0 where it names no sale."""

    seq: int
    kind: str
    at: datetime
    sale_id: int


def find_cursor(view: sa.Connection, device_id: int, consumer: Consumer) -> DeliveryCursor | None:
    """The cursor of a consumer, if it ever began."""
    row = view.execute(_cursor_of(device_id, consumer)).one_or_none()
    return None if row is None else _as_cursor(row)


def lock_cursor(tx: sa.Connection, device_id: int, consumer: Consumer) -> DeliveryCursor | None:
    """The cursor of a consumer, held until the transaction ends."""
    row = tx.execute(_cursor_of(device_id, consumer).with_for_update()).one_or_none()
    return None if row is None else _as_cursor(row)


def all_cursors(view: sa.Connection) -> list[DeliveryCursor]:
    """Every cursor, by till and consumer."""
    rows = view.execute(sa.select(_CURSOR).order_by(_CURSOR.c.device_id, _CURSOR.c.consumer))
    return [_as_cursor(row) for row in rows]


def add_cursor(tx: sa.Connection, cursor: DeliveryCursor) -> None:
    """Let a consumer begin."""
    tx.execute(_CURSOR.insert(), asdict(cursor))


def save_cursor(tx: sa.Connection, cursor: DeliveryCursor) -> None:
    """Record how far a consumer has come."""
    of_consumer = (_CURSOR.c.device_id == cursor.device_id, _CURSOR.c.consumer == cursor.consumer.value)
    tx.execute(_CURSOR.update().where(*of_consumer).values(asdict(cursor)))


def add_dead_letter(tx: sa.Connection, letter: DeadLetter) -> None:
    """Record a delivery that was given up."""
    tx.execute(_LETTER.insert(), asdict(letter))


def dead_letters(view: sa.Connection, since: datetime) -> list[DeadLetter]:
    """What was given up since ``since``, the newest first."""
    rows = view.execute(sa.select(_LETTER).where(_LETTER.c.at >= since).order_by(_LETTER.c.at.desc(), _LETTER.c.seq))
    return [_as_letter(row) for row in rows]


def find_dead_letter(view: sa.Connection, cursor: DeliveryCursor) -> DeadLetter | None:
    """The dead letter of the row that was settled last, if it left one."""
    query = sa.select(_LETTER).where(
        _LETTER.c.device_id == cursor.device_id,
        _LETTER.c.consumer == cursor.consumer.value,
        _LETTER.c.seq == cursor.delivered_seq,
    )
    row = view.execute(query).one_or_none()
    return None if row is None else _as_letter(row)


def waiting(view: sa.Connection, cursor: DeliveryCursor, after: int = 0) -> Iterator[Delivery]:
    """The rows that a consumer has yet to act on, in order; ``after`` leaves out what it has looked at already."""
    begin = max(cursor.delivered_seq, after)
    with closing(journal.read(view, cursor.device_id, begin, cursor.policy.kinds)) as rows:
        for row in rows:
            yield _as_delivery(row)


def give_up_waiting(tx: sa.Connection, at: datetime, reason: str) -> None:
    """Let every consumer begin behind the last row; what it may have delivered elsewhere becomes uncertain."""
    for before in all_cursors(tx):
        cursor = replace(before, claimed_seq=None, claimed_at=None)
        for row in list(waiting(tx, cursor)):
            outcome = Outcome.EXPIRED if rules.is_expired(cursor, row.at, at) else Outcome.UNCERTAIN
            cursor, letter = rules.settle(cursor, row.seq, outcome, at, reason)
            if letter is not None:
                add_dead_letter(tx, letter)
        save_cursor(tx, cursor)


def count_waiting(view: sa.Connection, cursor: DeliveryCursor, at_most: int) -> int:
    """How many rows a consumer has yet to act on, counted no further than ``at_most``."""
    return sum(1 for _ in islice(waiting(view, cursor), at_most))


def last_receipt_settled(view: sa.Connection, cursor: DeliveryCursor) -> int:
    """The number of the last receipt that was settled or is claimed; 0 if none was."""
    up_to = cursor.claimed_seq or cursor.delivered_seq
    row = schema.journal.c
    query = (
        sa.select(row.payload)
        .where(row.device_id == cursor.device_id, row.seq <= up_to, row.kind == JournalKind.SALE_COMPLETED.value)
        .order_by(row.seq.desc())
        .limit(1)
    )
    return _number_in(view.scalar(query) or "", "receipt")


#: What a journal has of the one copy of a receipt: on paper, by e-mail, or opened on a phone.
_COPIES = [JournalKind.RECEIPT_COPIED, JournalKind.RECEIPT_MAILED, JournalKind.RECEIPT_OPENED]


def copies_of(view: sa.Connection, device_id: int, sale_id: int, after: int = 0) -> tuple[int, int]:
    """The last row of a till's journal about a copy, and how many rows after ``after`` are about copies of a sale."""
    seen, copies = after, 0
    with closing(journal.read(view, device_id, after, _COPIES)) as rows:
        for row in rows:
            seen, copies = row.seq, copies + (_number_in(row.payload, "sale") == sale_id)
    return seen, copies


def is_opened(view: sa.Connection, device_id: int, sale_id: int, after: int = 0) -> bool:
    """Whether a receipt was opened on a phone, as the rows after ``after`` of its till's journal have it."""
    row = schema.journal.c
    query = sa.select(row.payload).where(
        row.device_id == device_id,
        row.seq > after,
        row.kind == JournalKind.RECEIPT_OPENED.value,
        row.payload.contains(str(sale_id), autoescape=True),
    )
    return any(_number_in(payload, "sale") == sale_id for payload in view.scalars(query))


def gift_positions(view: sa.Connection, device_id: int, seq: int) -> tuple[int, ...]:
    """The places of the goods on the gift receipt that a row of a till's journal records."""
    with closing(journal.read(view, device_id, seq - 1, [JournalKind.GIFT_RECEIPT_PRINTED])) as rows:
        return decode_fact(GiftReceiptPrinted, next(rows).payload).fact.positions


def printed_fact(view: sa.Connection, device_id: int, seq: int, fact_type: type[_Printed]) -> _Printed:
    """The fact in a row of a till's journal, of which a paper is made."""
    with closing(journal.read(view, device_id, seq - 1, [fact_type.kind])) as rows:
        return decode_fact(fact_type, next(rows).payload).fact


def _cursor_of(device_id: int, consumer: Consumer) -> sa.Select[tuple[object, ...]]:
    return sa.select(_CURSOR).where(_CURSOR.c.device_id == device_id, _CURSOR.c.consumer == consumer.value)


def _as_cursor(row: sa.Row[tuple[object, ...]]) -> DeliveryCursor:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns and values
    return DeliveryCursor(**values | {"consumer": Consumer(row.consumer)})


def _as_letter(row: sa.Row[tuple[object, ...]]) -> DeadLetter:
    return DeadLetter(row.device_id, Consumer(row.consumer), row.seq, row.at, Outcome(row.outcome), row.reason)


def _as_delivery(row: JournalRow) -> Delivery:
    return Delivery(row.seq, row.kind, from_micros(row.at_micros), _number_in(row.payload, "sale"))


def _number_in(payload: str, name: str) -> int:
    """A number that a row names; 0 where it names none, also because it is damaged."""
    try:
        return int(json.loads(payload)[name])
    except (ValueError, TypeError, KeyError):
        return 0
