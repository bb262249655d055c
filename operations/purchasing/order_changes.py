"""Steps in the life of a purchase order, each decided by the model and recorded with its actor. Twice is once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.purchasing.order_steps import (
    REASON_LENGTH_MAX,
    REFERENCE_LENGTH_MAX,
    Approve,
    ChangeLine,
    OrderStep,
    SupplierAnswer,
    decide_step,
)
from models.purchasing.price_breaks import cost_at
from models.purchasing.purchase_order import PurchaseOrder
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import purchasing
from store.database.engine import Store
from store.price_break_rows import breaks_of


@dataclass(frozen=True, slots=True)
class LineChange:
    """Another quantity of a product in an order, and why."""

    sku: str
    quantity: Decimal
    reason: str


def approve_order(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Approve a drafted order, so that it may be sent.

    Raises :class:`store.purchasing.UnknownOrder` or :class:`models.purchasing.purchase_order.WrongOrderState`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return take_step(work, order_id, Approve())


def change_order_line(store: Store, actor: Actor, order_id: int, change: LineChange, *, at: datetime) -> PurchaseOrder:
    """Order another quantity of a product, and store why; 0 removes it, a product that is new is added.

    A unit costs what the supplier asks for so many, else what it did in the order. An approved order is a draft again.
    Raises :class:`store.purchasing.UnknownOrder`, :class:`models.purchasing.purchase_order.WrongOrderState`,
    :class:`models.purchasing.order_steps.WrongOrderLine`, :class:`models.purchasing.order_steps.EmptyOrder` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.ORDER_GOODS)
    why = clean_note(change.reason, REASON_LENGTH_MAX)
    with unit_of_work(store, actor, at=at) as work:
        order = purchasing.hold_order(work.tx, order_id)
        term = purchasing.terms_of(work.tx, order.supplier_code, order.currency).get(change.sku)
        breaks = breaks_of(work.tx, order.supplier_code, order.currency).get(change.sku, ())
        cost = cost_at(term.cost, breaks, change.quantity) if term else None
        return take_step(work, order_id, ChangeLine(change.sku, change.quantity, cost, why))


def answer_order(store: Store, actor: Actor, order_id: int, answer: SupplierAnswer, *, at: datetime) -> PurchaseOrder:
    """Store what the supplier answered: its number, the day, and the lines that differ. A later answer replaces it.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`models.purchasing.purchase_order.WrongOrderState`,
    :class:`models.purchasing.order_steps.WrongOrderLine` or :class:`models.purchasing.order_steps.EmptyOrder`.
    """
    check(actor, Permission.ORDER_GOODS)
    reference = clean_note(answer.reference, REFERENCE_LENGTH_MAX)
    with unit_of_work(store, actor, at=at) as work:
        return take_step(work, order_id, SupplierAnswer(reference, answer.expected_on, answer.lines))


def take_step(work: UnitOfWork, order_id: int, step: OrderStep) -> PurchaseOrder:
    """Lock an order, decide, store and record: what each operation on an order does once its actor is checked."""
    order = purchasing.hold_order(work.tx, order_id)
    decision = decide_step(order, step)
    if decision.facts:
        purchasing.save_order(work.tx, order, decision.order)
        for fact in decision.facts:
            work.record(fact)
    return decision.order


def clean_note(text: str, length_max: int) -> str:
    """What somebody wrote, as it is stored; raises :class:`models.card_data.CardDataRefused`."""
    clean = clean_text(text)[:length_max]
    check_no_card_data(clean)
    return clean
