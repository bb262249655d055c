"""Documents on their way out of the shop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from models.dispatch.sending_rules import (
    Dispatch,
    DispatchKind,
    DispatchState,
    SendOutcome,
    SendResult,
    settle,
    without_end,
)
from models.selling.gift_card import GiftCardState
from store import schema

_TABLE = schema.dispatch
#: What is not looked at in one go.
WAITING_MAX = 500


def add_dispatch(tx: sa.Connection, dispatch: Dispatch) -> None:
    """Store a new document."""
    tx.execute(_TABLE.insert(), asdict(dispatch))


def find_dispatch(view: sa.Connection, dispatch_id: int) -> Dispatch | None:
    """A document; ``None`` if there is none."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.id == dispatch_id)).one_or_none()
    return None if row is None else _as_dispatch(row)


def lock_dispatch(tx: sa.Connection, dispatch_id: int) -> Dispatch | None:
    """A document, held until the transaction ends; ``None`` if there is none."""
    row = tx.execute(sa.select(_TABLE).where(_TABLE.c.id == dispatch_id).with_for_update()).one_or_none()
    return None if row is None else _as_dispatch(row)


def save_dispatch(tx: sa.Connection, dispatch: Dispatch) -> None:
    """Store how far a document has come."""
    tx.execute(_TABLE.update().where(_TABLE.c.id == dispatch.id).values(asdict(dispatch)))


def waiting_dispatches(view: sa.Connection, kinds: Collection[DispatchKind] = tuple(DispatchKind)) -> list[Dispatch]:
    """The documents of some kinds that wait or are under way, the oldest first; a gift card once it is paid."""
    names = sorted(each.value for each in kinds)
    query = sa.select(_TABLE).where(_TABLE.c.state == DispatchState.WAITING.value, _TABLE.c.kind.in_(names))
    query = query.where(~_is_unpaid_card())
    return [_as_dispatch(row) for row in view.execute(query.order_by(_TABLE.c.made_at, _TABLE.c.id).limit(WAITING_MAX))]


def latest_dispatches(view: sa.Connection, at_most: int, states: frozenset[DispatchState]) -> list[Dispatch]:
    """The newest documents in any of ``states``, the newest first."""
    query = sa.select(_TABLE).where(_TABLE.c.state.in_([each.value for each in sorted(states)]))
    newest = query.order_by(_TABLE.c.made_at.desc(), _TABLE.c.id.desc()).limit(at_most)
    return [_as_dispatch(row) for row in view.execute(newest)]


def dispatches_of_kind(view: sa.Connection, kind: DispatchKind) -> list[Dispatch]:
    """Every document of a kind, the oldest first."""
    query = sa.select(_TABLE).where(_TABLE.c.kind == kind.value).order_by(_TABLE.c.id)
    return [_as_dispatch(row) for row in view.execute(query)]


def reminders_of(view: sa.Connection, order_ids: Sequence[int]) -> dict[int, Dispatch]:
    """The reminder of each of these orders that has one."""
    of_orders = _TABLE.c.kind == DispatchKind.ORDER_REMINDER.value, _TABLE.c.subject_id.in_(order_ids)
    return {row.subject_id: _as_dispatch(row) for row in view.execute(sa.select(_TABLE).where(*of_orders))}


def has_waiting(view: sa.Connection, kinds: Collection[DispatchKind], subject_id: int) -> bool:
    """Whether a document of any of these kinds about something waits or is under way."""
    waiting = _of_subject(kinds, subject_id).where(_TABLE.c.state == DispatchState.WAITING.value)
    return view.execute(waiting.limit(1)).first() is not None


def latest_kind(view: sa.Connection, kinds: Collection[DispatchKind], subject_id: int) -> DispatchKind | None:
    """The kind of the newest document about something; ``None`` if there is none of these kinds."""
    newest = view.scalars(_of_subject(kinds, subject_id).order_by(_TABLE.c.id.desc()).limit(1)).one_or_none()
    return None if newest is None else DispatchKind(newest)


def _of_subject(kinds: Collection[DispatchKind], subject_id: int) -> sa.Select[tuple[str]]:
    of_kinds = _TABLE.c.kind.in_(sorted(each.value for each in kinds))
    return sa.select(_TABLE.c.kind).where(of_kinds, _TABLE.c.subject_id == subject_id)


def numbers_of(view: sa.Connection, dispatches: Sequence[Dispatch]) -> dict[int, tuple[int, int]]:
    """The till, and the number of the receipt or the Z report, that each document is about."""
    subjects = {each.subject_id for each in dispatches}
    sale, report = schema.sale.c, schema.z_report.c
    rows = [
        *view.execute(sa.select(sale.id, sale.device_id, sale.receipt_number).where(sale.id.in_(subjects))),
        *view.execute(sa.select(report.id, report.device_id, report.number).where(report.id.in_(subjects))),
    ]
    return {subject: (till, number) for subject, till, number in rows}


def count_failed(view: sa.Connection, since: datetime) -> dict[DispatchState, int]:
    """How many documents failed or may have arrived since ``since``."""
    ended = [DispatchState.FAILED.value, DispatchState.UNCERTAIN.value]
    query = (
        sa.select(_TABLE.c.state, sa.func.count())
        .where(_TABLE.c.state.in_(ended), _TABLE.c.settled_at >= since)
        .group_by(_TABLE.c.state)
    )
    return {DispatchState(state): count for state, count in view.execute(query)}


def give_up_waiting(tx: sa.Connection, at: datetime, reason: str) -> None:
    """Settle what waits, because it may have left from elsewhere."""
    for each in waiting_dispatches(tx):
        save_dispatch(tx, settle(each, without_end(each, reason), at))


def forget_unpaid_cards(tx: sa.Connection, cards: Collection[int]) -> list[int]:
    """Gift cards that were to be sent are not bought after all: nothing about them leaves, and no address is stored.

    The cards that were to be sent, by number.
    """
    unpaid = _is_unpaid_card() & _TABLE.c.subject_id.in_(list(cards))
    card_ids = list(tx.scalars(sa.select(_TABLE.c.subject_id).where(unpaid).order_by(_TABLE.c.subject_id)))
    tx.execute(_TABLE.delete().where(unpaid))
    return card_ids


def forget_address(tx: sa.Connection, address: str, at: datetime, reason: str) -> None:
    """Give up every document that waits to be sent to an address, and store the address no more."""
    waiting = sa.and_(_TABLE.c.state == DispatchState.WAITING.value, sa.func.lower(_TABLE.c.place) == address.lower())
    for row in tx.execute(sa.select(_TABLE).where(waiting, _TABLE.c.place != "").with_for_update()).all():
        save_dispatch(tx, settle(_as_dispatch(row), SendResult(SendOutcome.REJECTED, reason), at))


def forget_documents(tx: sa.Connection, kind: DispatchKind, subjects: Collection[int]) -> None:
    """Send no document of a kind about these subjects that waits still, and store nothing of it."""
    waiting = _TABLE.c.state == DispatchState.WAITING.value
    tx.execute(_TABLE.delete().where(waiting, _TABLE.c.kind == kind.value, _TABLE.c.subject_id.in_(list(subjects))))


def is_unpaid_card(tx: sa.Connection, dispatch: Dispatch) -> bool:
    """Whether a document is a gift card that nobody has paid for yet."""
    return tx.scalar(sa.select(sa.func.count()).where(_TABLE.c.id == dispatch.id, _is_unpaid_card())) != 0


def _is_unpaid_card() -> sa.ColumnElement[bool]:
    blank = sa.select(schema.gift_card.c.id).where(schema.gift_card.c.state == GiftCardState.BLANK.value)
    return (_TABLE.c.kind == DispatchKind.GIFT_CARD_MAIL.value) & _TABLE.c.subject_id.in_(blank)


def _as_dispatch(row: sa.Row[tuple[object, ...]]) -> Dispatch:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns and values
    return Dispatch(**values | {"kind": DispatchKind(row.kind), "state": DispatchState(row.state)})
