"""Payment attempts: rows from before the first request leaves, changed as answers come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.errors import Refused
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_state import OPEN_STATES, PAID_STATES, AttemptState
from models.payments.card_slip import read_slip, write_slip
from store import schema
from store.database.prepared import Prepared

_TABLE = schema.payment_attempt
_OPEN = _TABLE.c.state.in_(sorted(state.value for state in OPEN_STATES))
_PAID = _TABLE.c.state.in_(sorted(state.value for state in PAID_STATES))
_original = _TABLE.alias("original_attempt")
#: Every attempt with the reference of the charge that it gives back.
_QUERY = (
    sa.select(_TABLE, _original.c.reference.label("original_reference"))
    .outerjoin_from(_TABLE, _original, _original.c.id == _TABLE.c.original)
    .order_by(_TABLE.c.id)
)
_NAMES = tuple(column.name for column in _QUERY.selected_columns)
_BY_KEY = Prepared(_QUERY.where(_TABLE.c.key == sa.bindparam("wanted")))
_BY_ID = Prepared(_QUERY.where(_TABLE.c.id == sa.bindparam("wanted")))
_OF_BASKET = Prepared(_QUERY.where(_TABLE.c.basket_id == sa.bindparam("wanted")))
_SALE = Prepared(sa.select(schema.sale.c.id).where(schema.sale.c.id == sa.bindparam("wanted")))
#: What is known of an attempt, and changes.
_CHANGING = (
    *("state", "reference", "taken_minor", "tip_minor", "reason", "card", "needs_signature", "code", "code_ends_at"),
    *("capture_before", "cancel_wanted", "was_offline", "applied", "changed_at"),
)
_SAVE = Prepared(
    _TABLE.update()
    .where(_TABLE.c.id == sa.bindparam("wanted"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGING})
)


class TerminalBusy(Refused):
    """The terminal asks somebody else for a card, or nobody knows whether its last payment went through."""

    code = "terminal_busy"
    text = (
        "The payment terminal is busy with another payment, or the outcome of one is not known yet. "
        "Nobody was charged; wait, or take another means of payment."
    )


def add_attempt(tx: sa.Connection, attempt: PaymentAttempt) -> None:
    """Store a new attempt; raises :class:`TerminalBusy` where a basket or a reader has an open one already."""
    try:
        _insert(tx, attempt)
    except sa.exc.IntegrityError as error:
        raise TerminalBusy from error


def _insert(tx: sa.Connection, attempt: PaymentAttempt) -> None:
    order = attempt.order
    tx.execute(
        _TABLE.insert(),
        {
            "id": attempt.id,
            "key": order.key,
            "basket_id": order.basket_id,
            "device_id": order.till_id,
            "operator": attempt.operator,
            "terminal": attempt.terminal,
            "kind": order.kind.value,
            "method": order.method.value,
            "currency": order.amount.currency,
            "amount_minor": order.amount.minor,
            "original": attempt.original,
            "made_at": order.made_at,
            "may_offline": order.may_offline,
            "asks_tip": order.asks_tip,
            **_changeable(attempt),
        },
    )


def save_attempt(tx: sa.Connection, attempt: PaymentAttempt) -> None:
    """Save what is known of an attempt now."""
    values = {f"new_{name}": value for name, value in _changeable(attempt).items()}
    _SAVE.send(tx, [{"wanted": attempt.id, **values}])


def find_by_key(view: sa.Connection, key: str) -> PaymentAttempt | None:
    """The attempt of that key."""
    return next(_ask(view, _BY_KEY, key), None)


def find_by_reference(view: sa.Connection, reference: str) -> PaymentAttempt | None:
    """The attempt that a provider knows by that reference of its own."""
    return next(iter(_read(view, _QUERY.where(_TABLE.c.reference == reference))), None)


def find_attempt(view: sa.Connection, attempt_id: int) -> PaymentAttempt | None:
    """The attempt with that id."""
    return next(_ask(view, _BY_ID, attempt_id), None)


def attempts_of(view: sa.Connection, basket_id: int) -> tuple[PaymentAttempt, ...]:
    """All attempts of a basket, or of the sale that it became, oldest first."""
    return tuple(_ask(view, _OF_BASKET, basket_id))


def first_charge_at(view: sa.Connection, basket_id: int) -> datetime | None:
    """When the first part of a basket was asked for that is paid, or of which nobody knows; ``None``: there is none."""
    is_charge = sa.and_(_TABLE.c.basket_id == basket_id, _TABLE.c.kind == AttemptKind.CHARGE.value)
    first: datetime | None = view.scalar(
        sa.select(sa.func.min(_TABLE.c.made_at)).where(is_charge, sa.or_(_OPEN, _PAID))
    )
    return first


def refunds_of(view: sa.Connection, charge_ids: Collection[int]) -> tuple[PaymentAttempt, ...]:
    """The attempts of other baskets to give any of some charges back, oldest first."""
    charge = _TABLE.alias("charge")
    own = sa.exists().where(charge.c.id == _TABLE.c.original, charge.c.basket_id == _TABLE.c.basket_id)
    return tuple(_read(view, _QUERY.where(_TABLE.c.original.in_(charge_ids), ~own)))


def open_attempts(view: sa.Connection, till_id: int | None = None) -> list[PaymentAttempt]:
    """The attempts, of one till or all, of which nobody knows the outcome; oldest first."""
    here = sa.true() if till_id is None else _TABLE.c.device_id == till_id
    return _read(view, _QUERY.where(_OPEN, here))


def attempts_between(view: sa.Connection, first: datetime, until: datetime) -> list[PaymentAttempt]:
    """The attempts that were made between two instants, ``until`` excluded."""
    return _read(view, _QUERY.where(_TABLE.c.made_at >= first, _TABLE.c.made_at < until))


def terminals_since(view: sa.Connection, first: datetime) -> list[str]:
    """The links of the terminals that were asked since an instant."""
    query = sa.select(_TABLE.c.terminal).where(_TABLE.c.made_at >= first, _TABLE.c.terminal.is_not(None))
    return sorted(str(link) for link in view.scalars(query.distinct()))


def unsold_parts(view: sa.Connection) -> list[PaymentAttempt]:
    """Attempts whose money has moved and is in no sale, and those that wait for a card's bank or were refused by it."""
    waits = _TABLE.c.state == AttemptState.APPROVED_OFFLINE.value
    refused = _TABLE.c.was_offline & (_TABLE.c.state == AttemptState.DECLINED.value)
    return _read(view, _QUERY.where(sa.or_(sa.and_(_PAID, ~_TABLE.c.applied), waits, refused)))


def offline_attempts(view: sa.Connection, since: datetime, basket_id: int) -> list[PaymentAttempt]:
    """Charges since an instant, and all of a basket, that were approved without a bank, or may be right now."""
    here = sa.or_(_TABLE.c.made_at >= since, _TABLE.c.basket_id == basket_id)
    maybe = sa.or_(_TABLE.c.was_offline, sa.and_(_OPEN, _TABLE.c.may_offline))
    return _read(view, _QUERY.where(here, maybe, _TABLE.c.kind == AttemptKind.CHARGE.value))


def lock_offline(tx: sa.Connection) -> None:
    """Let nobody else reckon what may be approved without a bank until this transaction ends."""
    tx.execute(sa.select(schema.shop.c.id).with_for_update())


def all_attempts(view: sa.Connection) -> list[PaymentAttempt]:
    """Every attempt, oldest first."""
    return _read(view, _QUERY)


def is_sold(view: sa.Connection, basket_id: int) -> bool:
    """Whether a basket became a sale."""
    return bool(_SALE.ask(view, {"wanted": basket_id}))


def _changeable(attempt: PaymentAttempt) -> dict[str, object]:
    answer = attempt.answer
    return {
        "state": attempt.state.value,
        "reference": answer.reference,
        "taken_minor": None if answer.amount_taken is None else answer.amount_taken.minor,
        "tip_minor": None if answer.tip is None else answer.tip.minor,
        "reason": answer.reason,
        "card": write_slip(answer.card),
        "needs_signature": answer.needs_signature,
        "code": answer.code,
        "code_ends_at": answer.code_ends_at,
        "capture_before": answer.capture_before,
        "cancel_wanted": attempt.is_cancel_wanted,
        "was_offline": attempt.was_offline,
        "applied": attempt.is_applied,
        "changed_at": attempt.changed_at,
    }


def _read(view: sa.Connection, query: sa.Select[Any]) -> list[PaymentAttempt]:
    return [_attempt(row) for row in _rows(view, query)]


def _ask(view: sa.Connection, prepared: Prepared, value: object) -> Iterator[PaymentAttempt]:
    rows = prepared.ask(view, {"wanted": value})
    return (_attempt(dict(zip(_NAMES, row, strict=True))) for row in rows)


def _rows(view: sa.Connection, query: sa.Select[Any]) -> Iterable[sa.RowMapping]:
    return view.execute(query).mappings()


def _attempt(row: Mapping[str, Any] | sa.RowMapping) -> PaymentAttempt:
    state, currency = AttemptState(row["state"]), row["currency"]
    order = PaymentOrder(
        key=row["key"],
        basket_id=row["basket_id"],
        till_id=row["device_id"],
        kind=AttemptKind(row["kind"]),
        method=PaymentMethod(row["method"]),
        amount=Money(row["amount_minor"], currency),
        made_at=row["made_at"],
        original_reference=row["original_reference"],
        may_offline=bool(row["may_offline"]),
        asks_tip=bool(row["asks_tip"]),
    )
    answer = PaymentAnswer(
        state=state,
        reference=row["reference"],
        amount_taken=_money(row["taken_minor"], currency),
        tip=_money(row["tip_minor"], currency),
        reason=row["reason"],
        card=read_slip(row["card"]),
        needs_signature=bool(row["needs_signature"]),
        code=row["code"],
        code_ends_at=row["code_ends_at"],
        capture_before=row["capture_before"],
    )
    return PaymentAttempt(
        id=row["id"],
        order=order,
        operator=row["operator"],
        terminal=row["terminal"],
        state=state,
        changed_at=row["changed_at"],
        answer=answer,
        original=row["original"],
        is_cancel_wanted=bool(row["cancel_wanted"]),
        was_offline=bool(row["was_offline"]),
        is_applied=bool(row["applied"]),
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
