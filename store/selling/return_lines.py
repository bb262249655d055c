"""Sold lines that a basket takes back: rows from the choice on, so that no other till takes the same goods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import sqlalchemy as sa

from models.quantity import from_milli
from models.selling.refund_sale import GoneBack
from models.selling.return_line import GoodsTo, ReturnLine, ReturnReason
from store import schema
from store.selling.sales import count_refund, uncount_refund

_TABLE, _SALE, _LINE = schema.basket_return, schema.sale, schema.sale_line
_AMOUNTS = ("gross_minor", "tax_minor", "discount_minor", "cost_minor")


def returns_of(view: sa.Connection, basket_id: int) -> list[ReturnLine]:
    """What a basket takes back, by place in the sale."""
    query = sa.select(_TABLE).where(_TABLE.c.basket_id == basket_id).order_by(_TABLE.c.sale_id, _TABLE.c.position)
    return [
        ReturnLine(
            sale_id=row.sale_id,
            position=row.position,
            quantity=row.quantity,
            reason=ReturnReason(row.reason),
            goods_to=GoodsTo(row.goods_to),
            gross_minor=row.gross_minor,
            tax_minor=row.tax_minor,
            discount_minor=row.discount_minor,
            cost_minor=row.cost_minor,
        )
        for row in view.execute(query)
    ]


def gone_back(view: sa.Connection, sale_id: int, *, besides: int = 0) -> dict[int, GoneBack]:
    """What refunds took back of each line of a sale, and what waits in other baskets than one, by place."""
    refunds = (
        sa.select(
            _LINE.c.position,
            (-_milli(_LINE.c.quantity)).label("milli"),
            *((-sa.func.coalesce(_LINE.c[name], 0)).label(name) for name in _AMOUNTS),
        )
        .join_from(_SALE, _LINE, _LINE.c.sale_id == _SALE.c.id)
        .where(_SALE.c.refers_to == sale_id)
    )
    waiting = sa.select(
        _TABLE.c.position,
        _milli(_TABLE.c.quantity).label("milli"),
        *(sa.func.coalesce(_TABLE.c[name], 0).label(name) for name in _AMOUNTS),
    ).where(_TABLE.c.sale_id == sale_id, _TABLE.c.basket_id != besides)
    both = sa.union_all(refunds, waiting).subquery()
    sums = (sa.cast(sa.func.sum(both.c[name]), sa.BigInteger).label(name) for name in ("milli", *_AMOUNTS))
    return {
        row.position: GoneBack(
            from_milli(row.milli), row.gross_minor, row.tax_minor, row.discount_minor, row.cost_minor
        )
        for row in view.execute(sa.select(both.c.position, *sums).group_by(both.c.position))
    }


def claim_lines(tx: sa.Connection, sale_id: int, changes: Iterable[tuple[int, Decimal]]) -> None:
    """Count more (above zero) or less (below) of the lines of a sale as taken back, by place.

    The lines are locked in the order of their places, so two tills never wait for each other. Raises
    :class:`models.selling.refund.RefundedTooMuch`.
    """
    for position, change in sorted(changes):
        if change > 0:
            count_refund(tx, sale_id, position, change)
        elif change < 0:
            uncount_refund(tx, sale_id, position, -change)


def replace_returns(tx: sa.Connection, basket_id: int, lines: Sequence[ReturnLine]) -> None:
    """Store what a basket takes back from now on, and what the customer gets for it; counters stay as they are."""
    tx.execute(_TABLE.delete().where(_TABLE.c.basket_id == basket_id))
    if lines:
        tx.execute(_TABLE.insert(), [_row(basket_id, line) for line in lines])
    whole = sum(line.gross_minor for line in lines) if lines else None
    tx.execute(schema.basket.update().where(schema.basket.c.id == basket_id).values(returned_minor=whole))


def release_returns(tx: sa.Connection, basket_id: int) -> None:
    """Let other baskets take back what a cancelled basket would have."""
    lines = returns_of(tx, basket_id)
    for sale_id in {line.sale_id for line in lines}:
        claim_lines(tx, sale_id, [(line.position, -line.quantity) for line in lines if line.sale_id == sale_id])
    replace_returns(tx, basket_id, [])


def _row(basket_id: int, line: ReturnLine) -> dict[str, object]:
    return {
        "basket_id": basket_id,
        "sale_id": line.sale_id,
        "position": line.position,
        "quantity": line.quantity,
        "reason": line.reason.value,
        "goods_to": line.goods_to.value,
        "gross_minor": line.gross_minor,
        "tax_minor": line.tax_minor,
        "discount_minor": line.discount_minor,
        "cost_minor": line.cost_minor,
    }


def _milli(column: sa.ColumnElement[Decimal]) -> sa.ColumnElement[int]:
    return sa.type_coerce(column, sa.BigInteger)
