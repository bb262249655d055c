"""The life of a purchase order: what somebody does with it, and what becomes of it. Pure.

Proposal → draft → approved → (sending →) sent → confirmed → received; up to the delivery it may be cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.errors import Reason, Refused
from models.facts.envelope import Fact
from models.facts.order import OrderAnswered, OrderedGoods, OrderLineChanged, OrderMoved
from models.money import Money
from models.purchasing.purchase_order import (
    OURS,
    OrderLine,
    OrderState,
    PurchaseOrder,
    WrongOrderState,
    check_move,
)
from models.shop import fact_number

#: More of a product is a slip of the finger.
QUANTITY_MAX = Decimal(100_000)
REASON_LENGTH_MAX, REFERENCE_LENGTH_MAX = 120, 60


class SendingWay(StrEnum):
    """How an order reaches its supplier."""

    MAIL = "mail"
    PEPPOL = "peppol"
    """As a file in the folder of an access point of the Peppol network."""
    PAPER = "paper"
    """Printed, and handed over or posted."""
    OTHER = "other"
    """By telephone, or on the supplier's own pages."""


class WrongOrderLine(Refused):
    """A line of an order with a quantity, a cost or a reason that cannot be."""

    code = "wrong_order_line"
    text = "{sku} of order {number}: {reason}. Nothing was changed; correct it and try again."

    def __init__(self, order_id: int, sku: str, reason: Reason) -> None:
        self.order_id, self.sku, self.reason, self.number = order_id, sku, reason, fact_number(order_id)
        super().__init__()


class EmptyOrder(Refused):
    """The last line of an order was to be removed."""

    code = "empty_order"
    text = "Order {number} would have no goods left. Nothing was changed; cancel the order instead."

    def __init__(self, order_id: int) -> None:
        self.order_id, self.number = order_id, fact_number(order_id)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Approve:
    """Somebody answers for the order; it may be sent."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Another quantity of a product; 0 removes it, and an approval ends with it.

    ``unit_cost`` is what the supplier asks for a unit, ``None`` where a unit costs what it did.
    """

    sku: str
    quantity: Decimal
    unit_cost: Money | None
    reason: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The order is handed to the outbox, which sends it; ``expected_on`` as for :class:`Arrive`."""

    expected_on: date | None = None
    way: SendingWay = SendingWay.MAIL


@dataclass(frozen=True, slots=True)
class Arrive:
    """The order is with the supplier, in one way or another.

    ``expected_on`` is the day on which what leaves now should come; the order has it if it is later than its own.
    """

    way: SendingWay
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Bounce:
    """The document did not arrive: the order is approved as before."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """What the supplier will deliver of a product; ``unit_cost`` is ``None`` where a unit costs what it did."""

    sku: str
    quantity: Decimal
    unit_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class SupplierAnswer:
    """The supplier's answer; a product that is not in ``lines`` comes as it was ordered."""

    reference: str
    expected_on: date
    lines: tuple[AnsweredLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """The order is taken back."""

    reason: str


OrderStep = Approve | ChangeLine | HandOver | Arrive | Bounce | SupplierAnswer | CancelOrder


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The order after a step, and the facts of it; none where the step was taken before."""

    order: PurchaseOrder
    facts: tuple[Fact, ...]


def decide_step(order: PurchaseOrder, step: OrderStep) -> OrderDecision:
    """What becomes of an order.

    Raises :class:`models.purchasing.purchase_order.WrongOrderState`, :class:`WrongOrderLine` or :class:`EmptyOrder`.
    """
    match step:
        case ChangeLine():
            return _change_line(order, step)
        case SupplierAnswer():
            return _answer(order, step)
        case HandOver(day, _) | Arrive(_, day):
            return _move(order, *_place(step), expected_on=day)
        case _:
            return _move(order, *_place(step))


def _place(step: Approve | HandOver | Arrive | Bounce | CancelOrder) -> tuple[OrderState, str]:
    """The state that a step leads to, and what is noted with it."""
    match step:
        case Approve():
            return OrderState.APPROVED, ""
        case HandOver(_, way):
            return OrderState.SENDING, way.value
        case Arrive(way, _):
            return OrderState.SENT, way.value
        case Bounce(reason):
            return OrderState.APPROVED, reason
        case CancelOrder(reason):
            return OrderState.CANCELLED, reason


def _move(
    order: PurchaseOrder, wanted: OrderState, note: str = "", *, expected_on: date | None = None
) -> OrderDecision:
    if order.state is wanted:
        return OrderDecision(order, ())
    check_move(order.id, order.state, wanted)
    later = expected_on if expected_on is not None and expected_on > order.expected_on else None
    moved = replace(order, state=wanted, expected_on=later or order.expected_on)
    return OrderDecision(moved, (OrderMoved(order.id, wanted, note, later),))


def _change_line(order: PurchaseOrder, step: ChangeLine) -> OrderDecision:
    """Other lines; whoever approved the order has not seen them, so it is a draft again."""
    if order.state not in OURS:
        raise WrongOrderState(order.id, order.state, OrderState.DRAFT)
    if not step.reason:
        raise WrongOrderLine(order.id, step.sku, Reason("change_reason", "the change needs a reason"))
    before = next((line.quantity for line in order.lines if line.sku == step.sku), Decimal(0))
    cost = _line_cost(order, step.sku, step.quantity, step.unit_cost)
    if before == step.quantity:
        return OrderDecision(order, ())
    lines = _with_line(order.lines, step.sku, step.quantity, cost)
    if not lines:
        raise EmptyOrder(order.id)
    again = _move(order, OrderState.DRAFT)
    fact = OrderLineChanged(order.id, step.sku, before, step.quantity, cost.minor, step.reason)
    return OrderDecision(replace(again.order, lines=lines), (*again.facts, fact))


def _with_line(lines: tuple[OrderLine, ...], sku: str, quantity: Decimal, cost: Money) -> tuple[OrderLine, ...]:
    """Lines with another quantity of a product: in its place, at the end where it is new, without it where 0."""
    if quantity == 0:
        return tuple(line for line in lines if line.sku != sku)
    changed = OrderLine(sku, quantity, cost)
    if all(line.sku != sku for line in lines):
        return (*lines, changed)
    return tuple(changed if line.sku == sku else line for line in lines)


def _answer(order: PurchaseOrder, step: SupplierAnswer) -> OrderDecision:
    if order.state is not OrderState.CONFIRMED:
        check_move(order.id, order.state, OrderState.CONFIRMED)
    ordered, lines = {line.sku for line in order.lines}, order.lines
    for each in step.lines:
        if each.sku not in ordered:
            raise WrongOrderLine(order.id, each.sku, Reason("not_in_order", "it is not in the order"))
        cost = _line_cost(order, each.sku, each.quantity, each.unit_cost)
        lines = _with_line(lines, each.sku, each.quantity, cost)
    if not lines:
        raise EmptyOrder(order.id)
    answered = replace(
        order, state=OrderState.CONFIRMED, reference=step.reference, expected_on=step.expected_on, lines=lines
    )
    if answered == order:
        return OrderDecision(order, ())
    goods = tuple(OrderedGoods(line.sku, line.quantity, line.cost.minor) for line in lines)
    fact = OrderAnswered(order.id, step.reference, step.expected_on, goods)
    return OrderDecision(answered, (*_move(order, OrderState.CONFIRMED).facts, fact))


def _line_cost(order: PurchaseOrder, sku: str, quantity: Decimal, unit_cost: Money | None) -> Money:
    """What so much of a product costs: by the unit, else in proportion to the line that there is."""
    if not quantity.is_finite() or not 0 <= quantity <= QUANTITY_MAX or quantity != round(quantity, 3):
        raise WrongOrderLine(
            order.id,
            sku,
            Reason("order_quantity", "the quantity must be from 0 to {most} with three decimals", most=QUANTITY_MAX),
        )
    line = next((each for each in order.lines if each.sku == sku), None)
    if unit_cost is not None:
        if unit_cost.minor < 0:
            raise WrongOrderLine(order.id, sku, Reason("cost_negative", "the cost must not be negative"))
        return unit_cost.times(quantity)
    if line is None:
        raise WrongOrderLine(order.id, sku, Reason("no_terms", "its supplier has no terms for it"))
    return line.cost.times(quantity / line.quantity)
