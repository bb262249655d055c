"""Facts of a till's day: X and Z reports with all their figures. Amounts are minor units of ``currency``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct, structs

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


class NumberedSum(Struct, frozen=True):
    """How many there were of something, and what they sum to."""

    number: int
    amount: int


class TaxSum(Struct, frozen=True):
    """Sales less refunds at one tax rate: ``gross = net + tax``."""

    rate_ppm: int
    net: int
    tax: int
    gross: int


class TenderSum(Struct, frozen=True):
    """What came in, less what went out, by one means of payment."""

    tender: str
    number: int
    amount: int


class GroupSum(Struct, frozen=True):
    """Sales less refunds of one group of goods, by the name that it had."""

    group: str
    amount: int


class TradeFigures(Struct, frozen=True):
    """What follows from the sales of a period alone, so that it can be calculated again at any time.

    ``sales`` are before refunds, with tax; ``refunds`` and ``discounts`` are amounts above zero. ``gift_cards`` are
    what was put on gift cards: a debt, and no sale.
    """

    sales: NumberedSum
    refunds: NumberedSum
    discounts: NumberedSum
    rounding: int
    taxes: tuple[TaxSum, ...]
    tenders: tuple[TenderSum, ...]
    goods: int
    services: int
    gift_cards: NumberedSum = NumberedSum(0, 0)


class TillFigures(Struct, frozen=True):
    """What happened at the till beside its sales.

    ``removals`` are lines taken out of baskets and baskets cancelled before they were paid; ``unfinished`` baskets wait
    at the end of the period. ``openings`` are those of the drawer without a sale. ``training`` are sales that were
    only practised, ``pro_forma`` printouts of baskets before they were paid.
    """

    openings: int
    copies: NumberedSum
    training: NumberedSum
    removals: NumberedSum
    unfinished: NumberedSum
    pro_forma: NumberedSum = NumberedSum(0, 0)


class DrawerSum(Struct, frozen=True):
    """One drawer session of a period; ``counted`` is ``None`` while it is open."""

    session: int
    owner: str
    opening_float: int
    moved_in: int
    moved_out: int
    expected: int
    counted: int | None
    reason: str


class GrandTotals(Struct, frozen=True):
    """Everything that the till ever sold and took back, up to the end of a period."""

    sales: int
    refunds: int

    @property
    def net(self) -> int:
        """Sales less refunds."""
        return self.sales - self.refunds


class DayFigures(Struct, frozen=True):
    """All figures of an X or a Z report.

    ``own_terminal`` is what a card terminal of its own should show, ``own_terminal_read`` what somebody read there, and
    ``own_terminal_reason`` why the two differ. ``training_up_to`` is the number of the till's last training receipt.
    """

    currency: str
    trade: TradeFigures
    till: TillFigures
    groups: tuple[GroupSum, ...]
    drawers: tuple[DrawerSum, ...]
    grand: GrandTotals
    own_terminal: int
    own_terminal_read: int | None
    own_terminal_reason: str = ""
    training_up_to: int = 0

    def with_terminal(self, amount: int, reason: str = "") -> DayFigures:
        """The same figures with what somebody read on an own card terminal, and why it differs."""
        return structs.replace(self, own_terminal_read=amount, own_terminal_reason=reason)

    @property
    def terminal_difference(self) -> int:
        """What an own card terminal shows too much (positive) or too little; 0 where nobody read it."""
        return 0 if self.own_terminal_read is None else self.own_terminal_read - self.own_terminal

    @property
    def difference(self) -> int:
        """What was too much (positive) or too little in all counted drawers together."""
        return sum(each.counted - each.expected for each in self.drawers if each.counted is not None)


def _without_practice(values: Values) -> Values:
    """Version 1 knew no reason for a terminal that differs, no training and no printouts before payment."""
    figures = values["figures"]
    till = {**figures["till"], "pro_forma": {"number": 0, "amount": 0}}
    return {**values, "figures": {**figures, "till": till, "own_terminal_reason": "", "training_up_to": 0}}


def _without_cards(values: Values) -> Values:
    """Version 2 knew no gift cards."""
    figures = values["figures"]
    trade = {**figures["trade"], "gift_cards": {"number": 0, "amount": 0}}
    return {**values, "figures": {**figures, "trade": trade}}


@dataclass(frozen=True, slots=True)
class DayRead(Fact):
    """An X report: the figures since the last Z report of the till, which ends nothing."""

    kind: ClassVar[JournalKind] = JournalKind.DAY_READ
    version: ClassVar[int] = 3
    upgrades = (_without_practice, _without_cards)

    receipts_after: int
    receipts_up_to: int
    day: date
    figures: DayFigures


@dataclass(frozen=True, slots=True)
class DayClosed(Fact):
    """A Z report: receipts after ``receipts_after`` up to ``receipts_up_to`` of the till, and no others, are in it.

    ``number`` has no gap within a till. ``rows_up_to`` is the last row of the till's journal that it looked at.
    """

    kind: ClassVar[JournalKind] = JournalKind.DAY_CLOSED
    version: ClassVar[int] = 3
    upgrades = (_without_practice, _without_cards)

    report: int
    number: int
    receipts_after: int
    receipts_up_to: int
    rows_up_to: int
    day: date
    figures: DayFigures
