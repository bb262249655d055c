"""Facts of orders on the web. Amounts are minor units; who ordered is in none of them, and neither is a code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """Pieces of a product in an order, at the price of one; ``deposit`` is the class and amount of one piece."""

    position: int
    sku: str
    quantity: int
    price: int
    deposit: str | None
    deposit_price: int


@dataclass(frozen=True, slots=True)
class PromisedUnits:
    """So much of a product is promised to an order."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class PickedLine:
    """So many pieces of a line were there."""

    position: int
    quantity: int


def _of_goods(values: Values) -> Values:
    return {**values, "card": None}


def _with_sale(values: Values) -> Values:
    return values


def _paid_in_the_shop(values: Values) -> Values:
    return {**values, "prepaid": False}


@dataclass(frozen=True, slots=True)
class OnlineOrderPlaced(Fact):
    """A customer ordered on the web; ``promised`` goods of the location are for nobody else from now on.

    ``pickup`` is the instant from which on it is fetched, in ISO 8601. ``prepaid``: the customer pays on the web, and
    nobody picks it before. ``card``: the order is about this gift card, worth ``total``, and has no lines.
    """

    kind: ClassVar[JournalKind] = JournalKind.ONLINE_ORDER_PLACED
    version: ClassVar[int] = 3
    upgrades = (_paid_in_the_shop, _of_goods)

    order: int
    location: int
    pickup: str
    lines: tuple[OrderedLine, ...]
    promised: tuple[PromisedUnits, ...]
    total: int
    prepaid: bool
    card: int | None = None


@dataclass(frozen=True, slots=True)
class OnlineOrderPaid(Fact):
    """The money of an order that is paid on the web is taken or reserved: it can be picked now."""

    kind: ClassVar[JournalKind] = JournalKind.ONLINE_ORDER_PAID

    order: int
    attempt: int


@dataclass(frozen=True, slots=True)
class OnlineOrderPicked(Fact):
    """The goods of an order were picked; what is ``promised`` now replaces what was promised before."""

    kind: ClassVar[JournalKind] = JournalKind.ONLINE_ORDER_PICKED

    order: int
    lines: tuple[PickedLine, ...]
    promised: tuple[PromisedUnits, ...]


@dataclass(frozen=True, slots=True)
class OnlineOrderEnded(Fact):
    """An order was cancelled, or nobody fetched it: ``state``. Its goods are promised no longer."""

    kind: ClassVar[JournalKind] = JournalKind.ONLINE_ORDER_ENDED

    order: int
    state: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OnlineOrderCollected(Fact):
    """An order was fetched and became a sale; one of a gift card has none, and was paid."""

    kind: ClassVar[JournalKind] = JournalKind.ONLINE_ORDER_COLLECTED
    version: ClassVar[int] = 2
    upgrades = (_with_sale,)

    order: int
    sale: int | None
