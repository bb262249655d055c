"""Suppliers, their terms and purchase orders, kept and found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.errors import Refused
from models.money import Money
from models.purchasing.purchase_order import COMING, OrderLine, OrderState, PurchaseOrder
from models.purchasing.supplier import Supplier, SupplierTerm
from models.shop import fact_number
from store import schema
from store.database.columns import Quantity
from store.database.upsert import upsert

order, line, term = schema.purchase_order, schema.purchase_order_line, schema.supplier_term


class UnknownOrder(Refused):
    """No purchase order has that number."""

    code = "unknown_order"
    text = "There is no purchase order {number}. Nothing was changed; choose one from the list."

    def __init__(self, order_id: int) -> None:
        self.order_id, self.number = order_id, fact_number(order_id)
        super().__init__()


def add_suppliers(tx: sa.Connection, suppliers: Iterable[Supplier]) -> None:
    """Keep suppliers; a code that is kept already is replaced."""
    rows = [
        {
            "code": s.code,
            "name": s.name,
            "lead_time_days": s.lead_time_days,
            "review_period_days": s.review_period_days,
        }
        for s in suppliers
    ]
    upsert(tx, schema.supplier, rows)


def add_terms(tx: sa.Connection, terms: Iterable[SupplierTerm]) -> None:
    """Keep suppliers' terms; the same product and supplier is replaced."""
    rows = [
        {
            "sku": t.sku,
            "supplier_code": t.supplier_code,
            "preferred": t.preferred,
            "supplier_sku": t.supplier_sku,
            "cost_minor": t.cost.minor,
            "case_pack": t.case_pack,
            "moq": t.moq,
            "lead_time_days": t.lead_time_days,
        }
        for t in terms
    ]
    upsert(tx, schema.supplier_term, rows)


def all_suppliers(view: sa.Connection) -> dict[str, Supplier]:
    """Every supplier by code."""
    rows = view.execute(sa.select(schema.supplier).order_by(schema.supplier.c.code))
    return {row.code: Supplier(row.code, row.name, row.lead_time_days, row.review_period_days) for row in rows}


def terms_in_force(view: sa.Connection, currency: str) -> list[SupplierTerm]:
    """The terms of every active product, in the shop's ``currency``."""
    active = sa.select(term).join(schema.product, schema.product.c.sku == term.c.sku).where(schema.product.c.active)
    return _terms(view, active, currency)


def all_terms(view: sa.Connection, currency: str) -> list[SupplierTerm]:
    """The terms of every product, in the shop's ``currency``."""
    return _terms(view, sa.select(term), currency)


def terms_of(view: sa.Connection, supplier_code: str, currency: str) -> dict[str, SupplierTerm]:
    """The terms of one supplier by SKU, of products that are no longer sold too, in the shop's ``currency``."""
    found = _terms(view, sa.select(term).where(term.c.supplier_code == supplier_code), currency)
    return {each.sku: each for each in found}


def terms_of_products(view: sa.Connection, skus: Sequence[str], currency: str) -> list[SupplierTerm]:
    """What each supplier asks for some products (some hundreds at most), in the shop's ``currency``."""
    return _terms(view, sa.select(term).where(term.c.sku.in_(skus)), currency)


def terms_for(view: sa.Connection, sku: str, currency: str) -> list[SupplierTerm]:
    """What each supplier asks for one product, in the shop's ``currency``."""
    return _terms(view, sa.select(term).where(term.c.sku == sku), currency)


def record_order(tx: sa.Connection, made: PurchaseOrder) -> None:
    """Keep an order with its lines."""
    row = {
        "id": made.id,
        "supplier_code": made.supplier_code,
        "location_id": made.location_id,
        "state": made.state.value,
        "made_at": made.made_at,
        "business_day": made.business_day,
        "expected_on": made.expected_on,
        "currency": made.currency,
        "reference": made.reference,
    }
    tx.execute(order.insert(), row)
    _insert_lines(tx, made)


def get_order(view: sa.Connection, order_id: int) -> PurchaseOrder:
    """An order with its lines; :class:`UnknownOrder` if there is none."""
    found = _orders(view, order.c.id == order_id)
    if not found:
        raise UnknownOrder(order_id)
    return found[0]


def find_orders(view: sa.Connection, ids: Sequence[int]) -> dict[int, PurchaseOrder]:
    """The orders of these ids that are stored, by id."""
    return {each.id: each for each in _orders(view, order.c.id.in_(ids))}


def order_of_reference(view: sa.Connection, supplier_code: str, reference: str) -> PurchaseOrder | None:
    """The order to a supplier that has this number of its own; ``None`` if there is none."""
    same = sa.and_(order.c.supplier_code == supplier_code, order.c.reference == reference)
    return next(iter(_orders(view, same)), None)


def orders_in(view: sa.Connection, states: Iterable[OrderState] = COMING) -> list[PurchaseOrder]:
    """The orders that are in one of ``states``, oldest first."""
    return _orders(view, order.c.state.in_([state.value for state in states]))


def move_order(tx: sa.Connection, order_id: int, state: OrderState, wanted: OrderState) -> bool:
    """Bring an order from ``state`` to ``wanted``; false if it is not in ``state`` (any more)."""
    guarded = order.update().where(order.c.id == order_id, order.c.state == state.value)
    return tx.execute(guarded.values(state=wanted.value)).rowcount == 1


def hold_order(tx: sa.Connection, order_id: int) -> PurchaseOrder:
    """An order with its lines, held until the transaction ends; :class:`UnknownOrder` if there is none."""
    tx.execute(sa.select(order.c.id).where(order.c.id == order_id).with_for_update()).all()
    return get_order(tx, order_id)


def save_order(tx: sa.Connection, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """Store what a step made of an order that :func:`hold_order` gave."""
    values = {"state": after.state.value, "expected_on": after.expected_on, "reference": after.reference}
    tx.execute(order.update().where(order.c.id == after.id).values(values))
    if before.lines != after.lines:
        tx.execute(line.delete().where(line.c.order_id == after.id))
        _insert_lines(tx, after)


def find_order_heads(
    view: sa.Connection, states: Iterable[OrderState], supplier_code: str | None = None, at_most: int = 200
) -> list[PurchaseOrder]:
    """The newest orders in one of ``states``, of one supplier or of all, the newest first."""
    of_state = order.c.state.in_([state.value for state in states])
    of_these = of_state if supplier_code is None else sa.and_(of_state, order.c.supplier_code == supplier_code)
    newest = sa.select(order.c.id).where(of_these).order_by(order.c.made_at.desc(), order.c.id.desc()).limit(at_most)
    ids = list(view.scalars(newest))
    found = find_orders(view, ids)
    return [found[each] for each in ids]


def on_order(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What is on its way per location and SKU: what is still open of the lines of orders that are not finished."""
    missing = line.c.quantity - line.c.delivered - line.c.cancelled
    still_open = sa.case((missing > 0, missing), else_=0)
    query = (
        sa.select(order.c.location_id, line.c.sku, sa.func.sum(still_open, type_=Quantity).label("quantity"))
        .join(order, order.c.id == line.c.order_id)
        .where(order.c.state.in_([state.value for state in COMING]), missing > 0)
        .group_by(order.c.location_id, line.c.sku)
    )
    return {(row.location_id, row.sku): row.quantity for row in view.execute(query)}


def _terms(view: sa.Connection, query: sa.Select[Any], currency: str) -> list[SupplierTerm]:
    return [
        SupplierTerm(
            sku=row.sku,
            supplier_code=row.supplier_code,
            cost=Money(row.cost_minor, currency),
            case_pack=row.case_pack,
            moq=row.moq,
            preferred=row.preferred,
            supplier_sku=row.supplier_sku,
            lead_time_days=row.lead_time_days,
        )
        for row in view.execute(query.order_by(term.c.sku, term.c.supplier_code))
    ]


def _insert_lines(tx: sa.Connection, made: PurchaseOrder) -> None:
    lines = [
        {"order_id": made.id, "position": at, "sku": ln.sku, "quantity": ln.quantity, "cost_minor": ln.cost.minor}
        for at, ln in enumerate(made.lines, start=1)
    ]
    tx.execute(line.insert(), lines)


def _orders(view: sa.Connection, which: sa.ColumnElement[bool]) -> list[PurchaseOrder]:
    brought = schema.arrival.c
    rest_day = sa.select(sa.func.max(brought.promised_on)).where(brought.order_id == order.c.id).scalar_subquery()
    query = sa.select(order, rest_day.label("rest_promised_on")).where(which)
    heads = view.execute(query.order_by(order.c.id)).all()
    lines: dict[int, list[OrderLine]] = {head.id: [] for head in heads}
    currency = {head.id: head.currency for head in heads}
    of_these = sa.select(line).join(order, order.c.id == line.c.order_id).where(which)
    for row in view.execute(of_these.order_by(line.c.order_id, line.c.position)):
        lines[row.order_id].append(OrderLine(row.sku, row.quantity, Money(row.cost_minor, currency[row.order_id])))
    return [
        PurchaseOrder(
            id=head.id,
            supplier_code=head.supplier_code,
            location_id=head.location_id,
            state=OrderState(head.state),
            made_at=head.made_at,
            business_day=head.business_day,
            expected_on=head.expected_on,
            currency=head.currency,
            lines=tuple(lines[head.id]),
            reference=head.reference,
            rest_promised_on=head.rest_promised_on,
        )
        for head in heads
    ]
