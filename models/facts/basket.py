"""Facts of a basket before it is paid. Prices are minor units, quantities are in the unit of the product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


def _without_deposit(values: Values) -> Values:
    """Version 1 knew no deposits."""
    return {**values, "deposit": None, "deposit_price": None}


def _without_lot(values: Values) -> Values:
    """Versions 1 and 2 knew no lots."""
    return {**values, "lot": None}


@dataclass(frozen=True, slots=True)
class LineFact(Fact):
    """The state of one line of a basket; ``price`` is the price of one unit.

    ``deposit`` is the class of its deposit, ``deposit_price`` the amount for one unit. ``lot`` is what the code on
    the goods named.
    """

    version: ClassVar[int] = 3
    upgrades = (_without_deposit, _without_lot)

    basket: int
    position: int
    sku: str
    quantity: Decimal
    price: int
    deposit: str | None = None
    deposit_price: int | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class LineAdded(LineFact):
    """A product came into the basket as a new line."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_ADDED


@dataclass(frozen=True, slots=True)
class LineChanged(LineFact):
    """A line has another quantity now."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_CHANGED


@dataclass(frozen=True, slots=True)
class LineRemoved(LineFact):
    """A line left the basket; the values are those it had."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_REMOVED


@dataclass(frozen=True, slots=True)
class SentLineWithdrawn(Fact):
    """Goods that were sent to who makes them are not wanted any more: ``quantity`` of them.

    It follows the fact that changed or removed the line or cancelled the basket. ``seat`` and ``course`` are those of
    the line.
    """

    kind: ClassVar[JournalKind] = JournalKind.SENT_LINE_WITHDRAWN

    basket: int
    position: int
    sku: str
    name: str
    quantity: Decimal
    seat: int | None
    course: int | None


@dataclass(frozen=True, slots=True)
class SupplyChosen(Fact):
    """Somebody, or the till's setting, chose whether the goods of a line are eaten in or taken away: ``supply``."""

    kind: ClassVar[JournalKind] = JournalKind.SUPPLY_CHOSEN

    basket: int
    position: int
    sku: str
    supply: str


@dataclass(frozen=True, slots=True)
class BasketParked(Fact):
    """The open basket was set aside under a label."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_PARKED

    basket: int
    label: str


@dataclass(frozen=True, slots=True)
class BasketRecalled(Fact):
    """A parked basket was opened again; ``label`` is the one it had."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_RECALLED

    basket: int
    label: str


@dataclass(frozen=True, slots=True)
class CancelledLine:
    """A line of a cancelled basket."""

    sku: str
    quantity: Decimal
    price: int


def _named_lines(values: Values) -> Values:
    """Give the values of version 1 their names."""
    names = ("sku", "quantity", "price")
    return {**values, "lines": [dict(zip(names, line, strict=True)) for line in values["lines"]]}


@dataclass(frozen=True, slots=True)
class BasketCancelled(Fact):
    """The open basket was thrown away. Version 1 had lines as lists of values."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_CANCELLED
    version: ClassVar[int] = 2
    upgrades = (_named_lines,)

    basket: int
    lines: tuple[CancelledLine, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NoteFact(Fact):
    """A line of free text in a basket."""

    basket: int
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteAdded(NoteFact):
    """A line of free text came into the basket."""

    kind: ClassVar[JournalKind] = JournalKind.NOTE_ADDED


@dataclass(frozen=True, slots=True)
class NoteRemoved(NoteFact):
    """A line of free text left the basket."""

    kind: ClassVar[JournalKind] = JournalKind.NOTE_REMOVED


@dataclass(frozen=True, slots=True)
class AgeConfirmed(Fact):
    """Somebody saw that the customer is old enough: at least ``years``."""

    kind: ClassVar[JournalKind] = JournalKind.AGE_CONFIRMED

    basket: int
    years: int


@dataclass(frozen=True, slots=True)
class AgeRefused(Fact):
    """The customer is not ``years`` old, or did not show it; the goods that need it left the basket."""

    kind: ClassVar[JournalKind] = JournalKind.AGE_REFUSED

    basket: int
    years: int


@dataclass(frozen=True, slots=True)
class DiscountGiven(Fact):
    """A discount was given on a line in a ``position`` or on the basket: a share, or an amount or a new price.

    It replaces the one in the same place. See :class:`models.selling.discount_grant.DiscountGrant`.
    """

    kind: ClassVar[JournalKind] = JournalKind.DISCOUNT_GIVEN

    basket: int
    discount: str
    position: int | None
    reason: str
    rate_ppm: int | None
    amount: int | None
    share_max_ppm: int


@dataclass(frozen=True, slots=True)
class DiscountRemoved(Fact):
    """The discount of a line or of the basket was removed; one on a line also goes with its line."""

    kind: ClassVar[JournalKind] = JournalKind.DISCOUNT_REMOVED

    basket: int
    position: int | None


@dataclass(frozen=True, slots=True)
class CodeFact(Fact):
    """A code of a promotion, or of a coupon that is good for one purchase."""

    basket: int
    promotion: int
    code: str


@dataclass(frozen=True, slots=True)
class CodeShown(CodeFact):
    """A customer showed a code, and the promotion holds for the basket."""

    kind: ClassVar[JournalKind] = JournalKind.CODE_SHOWN


@dataclass(frozen=True, slots=True)
class CodeRemoved(CodeFact):
    """A code was removed from the basket."""

    kind: ClassVar[JournalKind] = JournalKind.CODE_REMOVED


@dataclass(frozen=True, slots=True)
class GroupChosen(Fact):
    """The customer was taken for a member of a group; empty: of none."""

    kind: ClassVar[JournalKind] = JournalKind.GROUP_CHOSEN

    basket: int
    group: str
