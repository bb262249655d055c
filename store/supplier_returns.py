"""Goods sent back to suppliers, appended and found, and what waits to be claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models.errors import Refused
from models.purchasing.supplier import chosen_terms
from models.purchasing.supplier_return import (
    FROM_SHELF,
    ClaimAnswer,
    ClaimEnd,
    ClaimLine,
    ClaimOrigin,
    ClaimOutcome,
    ClaimSource,
    GoodsForSupplier,
    RefusalReason,
    SupplierReturn,
    UnclaimedGoods,
    WrongClaimAnswer,
    WrongSupplierReturn,
)
from models.shop import fact_number
from models.stock.movement import MovementReason
from store import purchasing, schema
from store.database.columns import Quantity

_head, _line, _end = schema.supplier_return, schema.supplier_return_line, schema.claim_end
_arrival, _arrived, _move = schema.arrival, schema.arrival_line, schema.stock_movement


class _GoodsAt(StrEnum):
    """Where the goods of a claim are after the answer, as its row names it."""

    SUPPLIER = "supplier"
    SHELF = "shelf"


class UnknownClaim(Refused):
    """No claim on a supplier has that number."""

    code = "unknown_claim"
    text = "No claim has the number {number}. Nothing was changed; choose one from the list."

    def __init__(self, return_id: int) -> None:
        self.return_id, self.number = return_id, fact_number(return_id)
        super().__init__()


def record_return(tx: sa.Connection, claim: SupplierReturn) -> None:
    """Append goods that went back, line by line."""
    row = {
        "id": claim.id,
        "request_key": claim.key,
        "supplier_code": claim.supplier_code,
        "location_id": claim.location_id,
        "note": claim.note,
        "currency": claim.currency,
        "at": claim.at,
        "business_day": claim.business_day,
        "operator": claim.operator,
    }
    tx.execute(_head.insert(), row)
    lines = [
        {
            "return_id": claim.id,
            "position": position,
            "sku": each.goods.sku,
            "units": each.goods.units,
            "source": each.goods.origin.source.value,
            "origin_id": each.goods.origin.fact_id,
            "origin_position": each.goods.origin.position,
            "cost_minor": each.cost_minor,
        }
        for position, each in enumerate(claim.lines, start=1)
    ]
    tx.execute(_line.insert(), lines)


def record_claim_end(tx: sa.Connection, end: ClaimEnd) -> None:
    """Append the supplier's answer."""
    answer = end.answer
    row = {
        "id": end.id,
        "request_key": answer.key,
        "return_id": end.return_id,
        "outcome": answer.outcome.value,
        "amount_minor": answer.amount_minor,
        "credit_note": answer.credit_note,
        "why": "" if answer.why is None else answer.why.value,
        "goods_at": (_GoodsAt.SHELF if answer.is_back else _GoodsAt.SUPPLIER).value,
        "note": answer.note,
        "at": end.at,
        "business_day": end.business_day,
        "operator": end.operator,
    }
    tx.execute(_end.insert(), row)


def return_of_key(view: sa.Connection, key: str) -> SupplierReturn | None:
    """What was sent back with this key, if there is something."""
    ids = view.scalars(sa.select(_head.c.id).where(_head.c.request_key == key)).all()
    return next(iter(find_returns(view, ids).values()), None)


def lock_return(tx: sa.Connection, return_id: int) -> SupplierReturn:
    """A claim that nobody else ends until this transaction does; :class:`UnknownClaim` if there is none."""
    tx.execute(sa.select(_head.c.id).where(_head.c.id == return_id).with_for_update())
    return get_return(tx, return_id)


def get_return(view: sa.Connection, return_id: int) -> SupplierReturn:
    """The claim with this id; :class:`UnknownClaim` if there is none."""
    rows = find_returns(view, [return_id])
    if not rows:
        raise UnknownClaim(return_id)
    return rows[return_id]


def find_returns(view: sa.Connection, ids: Sequence[int]) -> dict[int, SupplierReturn]:
    """The claims with these ids, by id."""
    lines: dict[int, list[ClaimLine]] = {}
    query = sa.select(_line).where(_line.c.return_id.in_(ids)).order_by(_line.c.return_id, _line.c.position)
    try:
        for row in view.execute(query):
            lines.setdefault(row.return_id, []).append(_claim_line(row))
    except WrongSupplierReturn as error:
        raise ValueError("the row of goods sent back cannot be") from error
    heads = view.execute(sa.select(_head).where(_head.c.id.in_(ids)).order_by(_head.c.id))
    return {
        row.id: SupplierReturn(
            row.id,
            row.request_key,
            row.supplier_code,
            row.location_id,
            tuple(lines.get(row.id, ())),
            row.note,
            row.currency,
            row.at,
            row.business_day,
            row.operator,
        )
        for row in heads
    }


def _claim_line(row: Any) -> ClaimLine:
    origin = ClaimOrigin(ClaimSource(row.source), row.origin_id, row.origin_position)
    return ClaimLine(GoodsForSupplier(row.sku, row.units, origin), row.cost_minor)


def end_of_claim(view: sa.Connection, return_id: int) -> ClaimEnd | None:
    """How a claim ended, if it has."""
    ids = view.scalars(sa.select(_end.c.id).where(_end.c.return_id == return_id)).all()
    return next(iter(find_claim_ends(view, ids).values()), None)


def find_claim_ends(view: sa.Connection, ids: Sequence[int]) -> dict[int, ClaimEnd]:
    """The ends of claims with these ids, by id."""
    rows = view.execute(sa.select(_end).where(_end.c.id.in_(ids)).order_by(_end.c.id))
    try:
        return {
            row.id: ClaimEnd(row.id, row.return_id, _answer(row), row.at, row.business_day, row.operator)
            for row in rows
        }
    except WrongClaimAnswer as error:
        raise ValueError("the row of a supplier's answer cannot be") from error


def _answer(row: Any) -> ClaimAnswer:
    return ClaimAnswer(
        row.request_key,
        ClaimOutcome(row.outcome),
        row.amount_minor,
        row.credit_note,
        RefusalReason(row.why) if row.why else None,
        _GoodsAt(row.goods_at) is _GoodsAt.SHELF,
        row.note,
    )


def open_claims(view: sa.Connection) -> list[SupplierReturn]:
    """The claims without an answer, the oldest first."""
    ended = sa.exists().where(_end.c.return_id == _head.c.id)
    ids = view.scalars(sa.select(_head.c.id).where(~ended).order_by(_head.c.at, _head.c.id)).all()
    rows = find_returns(view, ids)
    return [rows[each] for each in ids]


def latest_answers(view: sa.Connection, most: int) -> list[tuple[SupplierReturn, ClaimEnd]]:
    """The claims that were answered last, the newest first."""
    ids = view.scalars(sa.select(_end.c.id).order_by(_end.c.at.desc(), _end.c.id.desc()).limit(most)).all()
    ends = find_claim_ends(view, ids)
    claims = find_returns(view, [each.return_id for each in ends.values()])
    return [(claims[ends[each].return_id], ends[each]) for each in ids]


def lock_origins(tx: sa.Connection, origins: Iterable[ClaimOrigin]) -> None:
    """Let nobody else claim goods of these deliveries and refunds until this transaction ends."""
    for source, table in ((ClaimSource.DELIVERY, _arrival), (ClaimSource.COUNTER, schema.sale)):
        ids = sorted({each.fact_id for each in origins if each.source is source})
        tx.execute(sa.select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update())


def goods_of_origins(view: sa.Connection, origins: Sequence[ClaimOrigin]) -> dict[ClaimOrigin, UnclaimedGoods]:
    """What these lines of deliveries and refunds have that no claim names yet; lines without any are left out."""
    ids = [each.fact_id for each in origins if each.source is not ClaimSource.SHELF]
    goods = _waiting(view, _arrived.c.arrival_id.in_(ids), _move.c.source_id.in_(ids))
    return {each.goods.origin: each for each in goods if each.goods.origin in origins}


def waiting_goods(view: sa.Connection, since: datetime, currency: str) -> list[UnclaimedGoods]:
    """What came damaged or was brought back since an instant and no claim names yet, the oldest first.

    What a customer brought back belongs to the supplier that the product is bought from now.
    """
    goods = sorted(
        _waiting(view, _arrival.c.at >= since, _move.c.at >= since),
        key=lambda each: (each.at, each.goods.origin.fact_id, each.goods.origin.position),
    )
    brought = sorted({each.goods.sku for each in goods if not each.supplier_code})
    terms = chosen_terms(purchasing.terms_of_products(view, brought, currency))
    return [each if each.supplier_code else _with_supplier(each, terms) for each in goods]


def _with_supplier(waiting: UnclaimedGoods, terms: Any) -> UnclaimedGoods:
    term = terms.get(waiting.goods.sku)
    code = "" if term is None else term.supplier_code
    return UnclaimedGoods(code, waiting.location_id, waiting.goods, waiting.cost_minor, waiting.at)


def _waiting(
    view: sa.Connection, deliveries: sa.ColumnElement[bool], refunds: sa.ColumnElement[bool]
) -> list[UnclaimedGoods]:
    damaged = (
        sa.select(_arrived, _arrival.c.supplier_code, _arrival.c.location_id, _arrival.c.at)
        .join(_arrival, _arrival.c.id == _arrived.c.arrival_id)
        .where(deliveries, _arrived.c.damaged > 0)
    )
    put_aside = sa.select(_move).where(refunds, _move.c.reason == MovementReason.RETURN_SUPPLIER.value)
    rows = [
        (row.supplier_code, row, row.damaged, ClaimOrigin(ClaimSource.DELIVERY, row.arrival_id, row.position))
        for row in view.execute(damaged)
    ]
    brought = [
        ("", row, -row.quantity, ClaimOrigin(ClaimSource.COUNTER, row.source_id, row.position))
        for row in view.execute(put_aside)
    ]
    claimed = _claimed_units(view, [origin.fact_id for *_, origin in (*rows, *brought)])
    return [
        UnclaimedGoods(
            code,
            row.location_id,
            GoodsForSupplier(row.sku, units - claimed.get(origin, Decimal(0)), origin),
            row.unit_cost_minor if origin.source is ClaimSource.DELIVERY else None,
            row.at,
        )
        for code, row, units, origin in (*rows, *brought)
        if units > claimed.get(origin, Decimal(0))
    ]


def _claimed_units(view: sa.Connection, fact_ids: Sequence[int]) -> dict[ClaimOrigin, Decimal]:
    """What claims name of these deliveries and refunds, but for those that were entered by mistake."""
    at = _line.c
    units = sa.func.sum(at.units, type_=Quantity).label("units")
    query = (
        sa.select(at.source, at.origin_id, at.origin_position, units)
        .outerjoin(_end, _end.c.return_id == at.return_id)
        .where(at.origin_id.in_(fact_ids), at.source != FROM_SHELF.source.value)
        .where(sa.func.coalesce(_end.c.why, "") != RefusalReason.MISTAKE.value)
        .group_by(at.source, at.origin_id, at.origin_position)
    )
    return {
        ClaimOrigin(ClaimSource(row.source), row.origin_id, row.origin_position): row.units
        for row in view.execute(query)
    }
