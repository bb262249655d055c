"""Goods that go back to their supplier, and the claim for what they cost: open, then credited or refused.

They come from the shelf; or they came damaged with a delivery, or a customer brought them back and they were put aside:
these are in no stock already. Whatever leaves the shelf leaves at the average cost of that instant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Reason, Refused
from models.stock.movement import MovementReason, StockMovement
from models.stock.valuation import value_of

#: No claim has more of one product, or more lines; no key, number and note is longer; no credit note is higher.
UNITS_MAX, LINES_MAX, KEY_LENGTH_MAX, NUMBER_LENGTH_MAX, NOTE_LENGTH_MAX = Decimal(999_999), 200, 64, 40, 120
AMOUNT_MAX = 10**12
#: A claim that is open for so many days is overdue: suppliers credit within a month.
OVERDUE_DAYS = 30
#: What came damaged or was brought back longer ago than this is not listed as waiting any more.
WAITING_DAYS = 90


class ClaimSource(StrEnum):
    """Where goods that go back to a supplier come from."""

    SHELF = "shelf"
    DELIVERY = "delivery"
    """They came damaged, and never were on the shelf."""
    COUNTER = "counter"
    """A customer brought them back, and they were put aside for the supplier."""


class ClaimOutcome(StrEnum):
    """What the supplier answers to a claim."""

    CREDITED = "credited"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why a claim is not credited."""

    TOO_LATE = "too_late"
    NOT_THEIR_FAULT = "not_their_fault"
    NEVER_ARRIVED = "never_arrived"
    """The goods did not reach the supplier."""
    MISTAKE = "mistake"
    """It was entered by mistake, and can be entered anew."""
    OTHER = "other"


class WrongSupplierReturn(Refused):
    """Goods sent back to a supplier, or its answer, with a value that cannot be."""

    code = "wrong_supplier_return"
    text = "{sku}: what goes back to the supplier {reason}. Nothing was changed; enter it again."

    sku: str
    reason: Reason


class WrongClaimAnswer(Refused):
    """A supplier's answer to a claim with a value that cannot be."""

    code = "wrong_claim_answer"
    text = "The supplier's answer {reason}. Nothing was changed; enter it again."

    reason: Reason


class ClaimHasEnded(Refused):
    """A claim that was credited or refused before."""

    code = "claim_has_ended"
    text = "Claim {number} was credited or refused before. Nothing was changed twice; look at the list."

    number: str


class ClaimedBefore(Refused):
    """Damaged or returned goods that a claim names already."""

    code = "claimed_before"
    text = "{sku}: these goods are part of another claim. Nothing was claimed twice; look at the list of claims."

    sku: str


@dataclass(frozen=True, slots=True)
class ClaimOrigin:
    """The line that goods of a claim come from: that of a delivery, or the movement of a refund."""

    source: ClaimSource = ClaimSource.SHELF
    fact_id: int = 0
    position: int = 0


#: From the shelf, of which nothing else is known.
FROM_SHELF = ClaimOrigin()


@dataclass(frozen=True, slots=True)
class GoodsForSupplier:
    """``units`` of a product that go back to the supplier."""

    sku: str
    units: Decimal
    origin: ClaimOrigin = FROM_SHELF

    def __post_init__(self) -> None:
        if not self.units.is_finite() or not 0 < self.units <= UNITS_MAX or self.units != round(self.units, 3):
            raise WrongSupplierReturn(self.sku[:40], Reason("units", "is no number of units"))
        if (self.origin.source is ClaimSource.SHELF) != (self.origin.fact_id == 0):
            raise WrongSupplierReturn(self.sku[:40], Reason("claim_origin", "does not name where it comes from"))


@dataclass(frozen=True, slots=True)
class ReturnToSupplier:
    """Goods that somebody wants to send back. ``key`` names what was pressed: pressed twice, it is done once."""

    key: str
    supplier_code: str
    location_id: int
    goods: tuple[GoodsForSupplier, ...]
    note: str = ""

    def __post_init__(self) -> None:
        first = self.goods[0].sku if self.goods else "-"
        if not 0 < len(self.goods) <= LINES_MAX:
            raise WrongSupplierReturn(first[:40], Reason("transfer_lines", "has no goods, or too many"))
        lines = [(each.sku, each.origin) for each in self.goods]
        if len(set(lines)) < len(lines):
            twice = next(each for each in lines if lines.count(each) > 1)
            raise WrongSupplierReturn(twice[0][:40], Reason("named_twice", "names it twice"))
        if not 0 < len(self.key) <= KEY_LENGTH_MAX or len(self.note) > NOTE_LENGTH_MAX:
            raise WrongSupplierReturn(first[:40], Reason("write_off_note", "has a note that is too long"))


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Goods of a claim and what they cost together in minor units; ``None`` where no cost is known."""

    goods: GoodsForSupplier
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class SupplierReturn:
    """Goods that went back to their supplier at ``at``, and the claim for them in ``currency``."""

    id: int
    key: str
    supplier_code: str
    location_id: int
    lines: tuple[ClaimLine, ...]
    note: str
    currency: str
    at: datetime
    business_day: date
    operator: str

    @property
    def wish(self) -> ReturnToSupplier:
        """What somebody entered."""
        goods = tuple(each.goods for each in self.lines)
        return ReturnToSupplier(self.key, self.supplier_code, self.location_id, goods, self.note)

    @property
    def claimed_minor(self) -> int:
        """What is claimed of the supplier: the cost of all goods whose cost is known."""
        return sum(each.cost_minor or 0 for each in self.lines)

    def age_days(self, today: date) -> int:
        """For how many days it has been claimed."""
        return (today - self.business_day).days


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What somebody enters of the supplier's answer.

    ``amount_minor`` without tax and the number of the ``credit_note`` belong to a credit, ``why`` to a refusal.
    ``is_back``: what left the shelf is on it again. ``key`` names what was pressed: pressed twice, it is done once.
    """

    key: str
    outcome: ClaimOutcome
    amount_minor: int = 0
    credit_note: str = ""
    why: RefusalReason | None = None
    is_back: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= KEY_LENGTH_MAX or len(self.note) > NOTE_LENGTH_MAX:
            raise WrongClaimAnswer(Reason("write_off_note", "has a note that is too long"))
        if self.outcome is ClaimOutcome.CREDITED:
            self._check_credit()
        elif self.why is None or self.amount_minor or self.credit_note:
            raise WrongClaimAnswer(Reason("refusal", "is refused without a reason, or with an amount"))

    def _check_credit(self) -> None:
        if not 0 < self.amount_minor <= AMOUNT_MAX or not 0 < len(self.credit_note) <= NUMBER_LENGTH_MAX:
            raise WrongClaimAnswer(Reason("credit", "needs an amount and the number of the credit note"))
        if self.why is not None or self.is_back:
            raise WrongClaimAnswer(Reason("credit_back", "is credited: nothing comes back"))


@dataclass(frozen=True, slots=True)
class ClaimEnd:
    """The end of a claim at ``at``: the supplier's answer."""

    id: int
    return_id: int
    answer: ClaimAnswer
    at: datetime
    business_day: date
    operator: str


@dataclass(frozen=True, slots=True)
class UnclaimedGoods:
    """Goods that no claim names yet: damaged in a delivery, or brought back by a customer.

    ``supplier_code`` is empty where no supplier is known; ``cost_minor`` is the cost of a unit, where it is known.
    """

    supplier_code: str
    location_id: int
    goods: GoodsForSupplier
    cost_minor: int | None
    at: datetime


def claim_lines(
    goods: Sequence[GoodsForSupplier], paid: Mapping[ClaimOrigin, int | None], averages: Mapping[str, Decimal]
) -> tuple[ClaimLine, ...]:
    """Each line with what it cost, rounded half to even.

    Goods of a delivery cost what a unit cost there (``paid``, minor units by line), all others the average of the
    product (``averages``, minor units by SKU).

    >>> milk = GoodsForSupplier("MILK", Decimal(3))
    >>> [each.cost_minor for each in claim_lines([milk], {}, {"MILK": Decimal("8.5")})]
    [26]
    """
    lines = []
    for each in goods:
        of_delivery = paid.get(each.origin)
        unit = averages.get(each.sku) if of_delivery is None else Decimal(of_delivery)
        lines.append(ClaimLine(each, None if unit is None else value_of(each.units, unit)))
    return tuple(lines)


def moves_of_return(claim: SupplierReturn) -> list[StockMovement]:
    """What leaves the shelf; damaged and returned goods are in no stock."""
    return _moves(claim, claim.id, -1, at=claim.at, day=claim.business_day)


def moves_of_answer(claim: SupplierReturn, end: ClaimEnd) -> list[StockMovement]:
    """What is on the shelf again, if the supplier refused it and it came back."""
    return _moves(claim, end.id, 1, at=end.at, day=end.business_day) if end.answer.is_back else []


def _moves(claim: SupplierReturn, source_id: int, sign: int, *, at: datetime, day: date) -> list[StockMovement]:
    leaving = [each.goods for each in claim.lines if each.goods.origin == FROM_SHELF]
    return [
        StockMovement(
            source_id, position, claim.location_id, each.sku, sign * each.units, MovementReason.TO_SUPPLIER, at, day
        )
        for position, each in enumerate(leaving, start=1)
    ]
