"""Goods that a supplier brings: what came of each line of an order, what was damaged, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Reason, Refused
from models.money import Money
from models.purchasing.order_progress import LineProgress
from models.purchasing.purchase_order import PurchaseOrder
from models.shop import fact_number
from models.stock.lots import NamedLot

_NOTHING = Decimal(0)
#: Longest number of a delivery note, and longest key of a delivery.
NOTE_LENGTH_MAX, KEY_LENGTH_MAX = 40, 64
#: No delivery brings more of one product.
QUANTITY_MAX = Decimal(999_999)


class WrongDelivery(Refused):
    """A delivery with a value that cannot be."""

    code = "wrong_delivery"
    text = "{what} {reason}. Nothing was received; correct it and try again."

    what: str
    reason: Reason


class ReceivedMeanwhile(Refused):
    """Somebody else received goods of the same line of an order after the list was shown."""

    code = "received_meanwhile"
    text = (
        "Somebody else has received {sku} of purchase order {number} meanwhile. Nothing was received twice; look at "
        "what is still open."
    )

    def __init__(self, order_id: int, sku: str) -> None:
        self.order_id, self.number, self.sku = order_id, fact_number(order_id), sku
        super().__init__()


class LotMissing(Refused):
    """Goods whose lot is recorded came without lot and best-before day."""

    code = "lot_missing"
    text = (
        "{sku} came without lot and best-before day. Nothing was received; enter what is on the package, or scan it, "
        "and receive the delivery again."
    )

    sku: str


class RestOfOrder(StrEnum):
    """What becomes of ordered goods that did not come."""

    OPEN = "open"
    BACK_ORDERED = "back_ordered"
    """The supplier sends them later, on a day that it names or not."""
    CANCELLED = "cancelled"
    """They will not come any more."""


@dataclass(frozen=True, slots=True)
class CountedGoods:
    """What somebody counted of one product in a delivery.

    ``good`` goes onto the shelf, ``damaged`` does not. ``order_line`` is the position of the line of the order that the
    goods are for, of another product than ``sku`` where a substitute came; ``delivered_before`` is what had been
    delivered of that line when it was listed. ``unit_cost`` is the new cost of a unit without tax, unless it is the
    agreed one. Goods with lots are of one ``lot``; those of several have a line for each.
    """

    sku: str
    good: Decimal
    damaged: Decimal = _NOTHING
    order_line: int | None = None
    delivered_before: Decimal = _NOTHING
    unit_cost: Money | None = None
    lot: NamedLot | None = None

    def __post_init__(self) -> None:
        for quantity in (self.good, self.damaged):
            if not quantity.is_finite() or not 0 <= quantity <= QUANTITY_MAX or quantity != round(quantity, 3):
                raise WrongDelivery(self.sku, Reason("quantity", "has a quantity that cannot be"))
        if self.unit_cost is not None and self.unit_cost.minor < 0:
            raise WrongDelivery(self.sku, Reason("below_nothing", "costs less than nothing"))


@dataclass(frozen=True, slots=True)
class CountedDelivery:
    """A delivery as somebody received it; doing it twice with the same ``key`` is doing it once.

    ``freight`` is what its carriage cost without tax. Only a delivery without an order (``order_id``) names its
    supplier and its location; ``promised_on`` is the day on which goods that are back-ordered should come.
    """

    key: str
    goods: tuple[CountedGoods, ...]
    order_id: int | None = None
    supplier_code: str = ""
    location_id: int = 0
    note_number: str = ""
    freight: Money | None = None
    rest: RestOfOrder = RestOfOrder.OPEN
    promised_on: date | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= KEY_LENGTH_MAX:
            raise WrongDelivery(Reason("key", "key"), Reason("key_length", "has no or too many characters"))
        if len(self.note_number) > NOTE_LENGTH_MAX:
            raise WrongDelivery(
                self.note_number[:NOTE_LENGTH_MAX],
                Reason("note_length", "is too long for the number of a delivery note"),
            )
        if self.freight is not None and self.freight.minor < 0:
            raise WrongDelivery(Reason("freight", "freight"), Reason("below_nothing", "costs less than nothing"))
        places = [each.order_line for each in self.goods if each.order_line is not None]
        if places and self.order_id is None:
            raise WrongDelivery(
                Reason("delivery", "delivery"), Reason("no_order", "names lines of an order but no order")
            )
        if not any(each.good or each.damaged for each in self.goods) and self.rest is not RestOfOrder.CANCELLED:
            raise WrongDelivery(Reason("delivery", "delivery"), Reason("brings_nothing", "brings nothing"))

    @property
    def has_costs(self) -> bool:
        """Whether somebody entered what goods or their carriage cost."""
        return self.freight is not None or any(each.unit_cost is not None for each in self.goods)


@dataclass(frozen=True, slots=True)
class ArrivedGoods:
    """One line of a delivery: what came of a product, and what of the order's line will not come any more.

    ``unit_cost`` is what a unit cost, ``agreed_cost`` what the supplier asked until now, both without tax in minor
    units; they are unknown for goods that the supplier has no terms for.
    """

    sku: str
    good: Decimal
    damaged: Decimal
    order_line: int | None
    cancelled: Decimal
    unit_cost: int | None
    agreed_cost: int | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery that was received at a location; its goods are for the order ``order_id``, if there was one."""

    id: int
    key: str
    supplier_code: str
    location_id: int
    order_id: int | None
    note_number: str
    at: datetime
    business_day: date
    operator: str
    currency: str
    freight_minor: int
    rest: RestOfOrder
    promised_on: date | None
    goods: tuple[ArrivedGoods, ...]


def everything_open(order: PurchaseOrder, progress: Mapping[int, LineProgress]) -> tuple[CountedGoods, ...]:
    """All that is still open of an order, as if it came now; ``progress`` is that of its lines by position."""
    return tuple(
        CountedGoods(line.sku, progress[at].still_open, order_line=at, delivered_before=progress[at].delivered)
        for at, line in enumerate(order.lines, start=1)
        if progress[at].still_open
    )


def arrived_goods(
    counted: Sequence[CountedGoods],
    progress: Mapping[int, LineProgress],
    rest: RestOfOrder,
    skus: Mapping[int, str],
    agreed: Mapping[str, int],
) -> tuple[ArrivedGoods, ...]:
    """The lines of a delivery, and with ``rest`` cancelled a line for each of the order's that will not come any more.

    ``progress`` and ``skus`` are those of the order's lines by position, before the delivery; ``agreed`` is the cost
    of a unit in minor units by SKU. Raises :class:`WrongDelivery` for a line that the order has not.
    """
    unknown = [each for each in counted if each.order_line is not None and each.order_line not in progress]
    if unknown:
        raise WrongDelivery(unknown[0].sku, Reason("no_order_line", "is for a line that the order does not have"))
    goods = [
        ArrivedGoods(
            each.sku, each.good, each.damaged, each.order_line, _NOTHING,
            agreed.get(each.sku) if each.unit_cost is None else each.unit_cost.minor, agreed.get(each.sku),
        )
        for each in counted
    ]  # fmt: skip
    if rest is RestOfOrder.CANCELLED:
        after = progress_after(progress, goods)
        goods = _with_cancelled(goods, {at: each.still_open for at, each in after.items() if each.still_open}, skus)
    return tuple(each for each in goods if each.good or each.damaged or each.cancelled)


def progress_after(progress: Mapping[int, LineProgress], goods: Iterable[ArrivedGoods]) -> dict[int, LineProgress]:
    """The progress of an order's lines by position, after these lines of a delivery."""
    after = dict(progress)
    for each in goods:
        if each.order_line is not None:
            line = after[each.order_line]
            after[each.order_line] = replace(
                line,
                delivered=line.delivered + each.good + each.damaged,
                cancelled=line.cancelled + each.cancelled,
            )
    return after


def _with_cancelled(
    goods: Sequence[ArrivedGoods], missing: Mapping[int, Decimal], skus: Mapping[int, str]
) -> list[ArrivedGoods]:
    """The lines with what is cancelled: on the first line of each of the order's, or on one of its own."""
    waiting, lines = dict(missing), list[ArrivedGoods]()
    for each in goods:
        cancelled = waiting.pop(each.order_line, _NOTHING) if each.order_line is not None else _NOTHING
        lines.append(replace(each, cancelled=cancelled))
    rest = [
        ArrivedGoods(skus[at], _NOTHING, _NOTHING, at, amount, None, None) for at, amount in sorted(waiting.items())
    ]
    return [*lines, *rest]
