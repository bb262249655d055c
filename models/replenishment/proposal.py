"""Proposals: what to order from a supplier for a location, with the figures that led to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np

from models.errors import Refused
from models.money import Money, total
from models.purchasing.lead_times import FIXED, LeadTimes
from models.purchasing.supplier import SupplierTerm
from models.replenishment.case_rounding import CaseRule, RoundedUnits, order_quantity, weighed_quantity
from models.replenishment.policy import order_up_to
from models.replenishment.protection import with_lead_variance
from models.replenishment.spoiling_target import CaseCosts, SpoilingTarget
from models.shop import fact_number

#: What orders were made by before levels were learnt: reasons that were stored then lack these figures.
PLAIN_FORECAST, PLAIN_BASIS, PLAIN_SERVICE = "blend_binomial", "nothing_learnt", 0.95
_BEFORE = {
    "basis": PLAIN_BASIS, "forecast": PLAIN_FORECAST, "wanted_service": PLAIN_SERVICE, "lead_days": 0,
    "rounding_cost_minor": 0, "lead_basis": "agreed", "lead_receipts": 0, "lead_shares": (),
    "shelf_life_days": 0, "review_days": 0, "life_expected": 0.0, "lost_minor": 0.0, "waste_minor": 0.0,
    "will_spoil": "0", "transferred": "0", "extra": "0", "extra_for": "",
    "case_rule": "up", "case_saved_minor": 0.0, "case_spoilt_minor": 0.0,
}  # fmt: skip
_ZERO = Decimal(0)
_TEXTS = ("basis", "forecast", "lead_basis", "extra_for", "case_rule")


class ProposalState(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DISMISSED = "dismissed"


class ProposalDecided(Refused):
    """Somebody has decided on the proposal already."""

    code = "proposal_decided"
    text = "Order proposal {number} is {state} already. Nothing was changed; look at the proposals again."

    def __init__(self, proposal_id: int, state: str) -> None:
        self.proposal_id, self.state, self.number = proposal_id, state, fact_number(proposal_id)
        super().__init__()


class ProposalOutdated(Refused):
    """A proposal that was dismissed cannot be decided on anew: it no longer is what would be proposed."""

    code = "proposal_outdated"
    text = (
        "Order proposal {number} is outdated: it was worked out anew since, or its goods were ordered. Nothing was "
        "changed; look at the proposals again."
    )

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id, self.number = proposal_id, fact_number(proposal_id)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Target:
    """Where stock should be: expected units over ``protection_days``, their dispersion and the level S.

    ``service_level`` is the chance that S is made with, ``basis`` where it comes from, ``forecast`` what it belongs to;
    ``wanted_service``: the share of customers that it is for. ``lead_days``: those of the protection interval, and
    ``lead_times`` how they vary; ``own_dispersion`` is that of the demand alone where they do.
    ``spoiling``: it is of goods that spoil.
    """

    protection_days: int
    expected_demand: float
    dispersion: float
    service_level: float
    order_up_to: int
    forecast: str = PLAIN_FORECAST
    basis: str = PLAIN_BASIS
    wanted_service: float = PLAIN_SERVICE
    lead_days: int = 0
    lead_times: LeadTimes = FIXED
    own_dispersion: float | None = None
    spoiling: SpoilingTarget | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The figures of a proposed line in the order in which they were applied; docs/algorithms/reordering.md."""

    basis: str
    wanted_service: float
    forecast: str
    lead_basis: str
    lead_receipts: int
    lead_shares: tuple[tuple[int, int], ...]
    lead_days: int
    protection_days: int
    expected_demand: float
    own_dispersion: float
    dispersion: float
    service_level: float
    shelf_life_days: int
    review_days: int
    life_expected: float
    lost_minor: float
    waste_minor: float
    safety: float
    order_up_to: Decimal
    on_hand: Decimal
    will_spoil: Decimal
    on_order: Decimal
    transferred: Decimal
    missing: Decimal
    case_pack: Decimal
    after_case_pack: Decimal
    case_rule: str
    case_saved_minor: float
    case_spoilt_minor: float
    moq: Decimal
    extra: Decimal
    extra_for: str
    quantity: Decimal
    rounding_cost_minor: int

    def recomputed(self) -> Decimal:
        """The quantity once more, from the other figures alone.

        >>> term = SupplierTerm("A", "S", Money(500, "SEK"), case_pack=Decimal(6), moq=Decimal(12))
        >>> line = propose_line(Target(7, 21.0, 1.5, 0.95, 31), on_hand=Decimal(8), on_order=Decimal(12), term=term)
        >>> line.reasons.missing, line.reasons.recomputed()
        (Decimal('11'), Decimal('12'))
        """
        expected, own = np.array([self.expected_demand]), np.array([self.own_dispersion])
        days, varies = np.array([float(self.protection_days)]), np.array([self.lead_times.variance])
        dispersion = with_lead_variance(expected, own, days, varies)
        if self.shelf_life_days:
            level = self._spoiling.level(self.expected_demand, float(dispersion[0]))
        else:
            level = int(order_up_to(expected, dispersion, self.service_level)[0])
        position = self.on_hand - self.will_spoil + self.on_order + self.transferred
        missing = max(Decimal(level) - position, Decimal(0))
        fresh = None if self.case_rule == CaseRule.UP else self._spoiling
        aim = Target(0, self.expected_demand, float(dispersion[0]), self.service_level, level, spoiling=fresh)
        return _rounded(aim, missing, self.case_pack, self.moq).quantity + self.extra

    @property
    def _spoiling(self) -> SpoilingTarget:
        return SpoilingTarget(
            self.shelf_life_days, self.review_days, self.life_expected, self.lost_minor, self.waste_minor
        )

    @property
    def lead_times(self) -> LeadTimes:
        """How the lead time varies, as it was known."""
        return LeadTimes(self.lead_receipts, self.lead_shares)

    def to_json(self) -> str:
        """The figures as a JSON object, in order: counted units as text, estimates as numbers."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return json.dumps({name: _plain(value) for name, value in values.items()})

    @classmethod
    def from_json(cls, text: str) -> Reasons:
        """The figures that :meth:`to_json` wrote."""
        written = _BEFORE | json.loads(text)
        written.setdefault("own_dispersion", written["dispersion"])
        written["lead_shares"] = tuple((days, share) for days, share in written["lead_shares"])
        counted = {name for name, value in written.items() if isinstance(value, str)} - set(_TEXTS)
        values: dict[str, Any] = {name: Decimal(v) if name in counted else v for name, v in written.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """So many units of a product; ``cost`` is that of the whole line without tax."""

    sku: str
    quantity: Decimal
    cost: Money
    reasons: Reasons

    def is_overtaken(self, on_order: Decimal) -> bool:
        """Whether more is on order than when it was reckoned: it would order some of that again.

        What another location was to send may be on the way by now.
        """
        return on_order > self.reasons.on_order + self.reasons.transferred


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to order from one supplier for one location, and what was decided about it."""

    id: int
    run_id: int
    supplier_code: str
    location_id: int
    made_at: datetime
    business_day: date
    state: ProposalState
    order_id: int | None
    lines: tuple[ProposalLine, ...]

    @property
    def cost(self) -> Money:
        """What the lines cost together, without tax."""
        return total((line.cost for line in self.lines), self.lines[0].cost.currency)


def units_missing(target: Target, *, on_hand: Decimal, on_order: Decimal) -> Decimal:
    """How far the position is below the level; what will spoil is not part of it.

    >>> units_missing(Target(7, 15.0, 1.5, 0.95, 23), on_hand=Decimal(4), on_order=Decimal(6))
    Decimal('13')
    """
    gone = target.spoiling.will_spoil if target.spoiling else Decimal(0)
    return max(target.order_up_to - max(on_hand, Decimal(0)) + gone - on_order, Decimal(0))


def propose_line(
    target: Target, *, on_hand: Decimal, on_order: Decimal, term: SupplierTerm, transferred: Decimal = _ZERO
) -> ProposalLine | None:
    """What to order of a product, or ``None`` when nothing is missing, or when no case is worth its waste.

    ``on_hand`` below zero counts as zero: a shelf does not hold less than nothing. ``transferred``: what another
    location can send.

    >>> term = SupplierTerm("A", "S", Money(500, "SEK"), case_pack=Decimal(6), moq=Decimal(12))
    >>> line = propose_line(Target(7, 15.0, 1.5, 0.95, 23), on_hand=Decimal(4), on_order=Decimal(6), term=term)
    >>> line.reasons.missing, line.quantity, line.cost.minor
    (Decimal('13'), Decimal('18'), 9000)
    """
    counted = max(on_hand, Decimal(0))
    level = Decimal(target.order_up_to)
    fresh = target.spoiling
    gone = fresh.will_spoil if fresh else Decimal(0)
    missing = units_missing(target, on_hand=on_hand, on_order=on_order + transferred)
    rounded = _rounded(target, missing, term.case_pack, term.moq)
    quantity = rounded.quantity
    if not quantity:
        return None
    reasons = Reasons(
        basis=str(target.basis),
        wanted_service=target.wanted_service,
        forecast=target.forecast,
        lead_basis=target.lead_times.basis.value,
        lead_receipts=target.lead_times.receipts,
        lead_shares=target.lead_times.shares,
        lead_days=target.lead_days,
        protection_days=target.protection_days,
        expected_demand=round(target.expected_demand, 3),
        own_dispersion=round(target.dispersion if target.own_dispersion is None else target.own_dispersion, 4),
        dispersion=round(target.dispersion, 4),
        service_level=target.service_level,
        shelf_life_days=fresh.shelf_life_days if fresh else 0,
        review_days=fresh.review_days if fresh else 0,
        life_expected=fresh.life_expected if fresh else 0.0,
        lost_minor=fresh.lost_minor if fresh else 0.0,
        waste_minor=fresh.waste_minor if fresh else 0.0,
        safety=round(target.order_up_to - target.expected_demand, 3),
        order_up_to=level,
        on_hand=counted,
        will_spoil=gone,
        on_order=on_order,
        transferred=transferred,
        missing=missing,
        case_pack=term.case_pack,
        after_case_pack=rounded.after_case_pack,
        case_rule=rounded.rule.value,
        case_saved_minor=rounded.costs.saved_minor,
        case_spoilt_minor=rounded.costs.spoilt_minor,
        moq=term.moq,
        extra=Decimal(0),
        extra_for="",
        quantity=quantity,
        rounding_cost_minor=term.cost.times(max(quantity - missing, Decimal(0))).minor,
    )
    return ProposalLine(term.sku, quantity, term.cost.times(quantity), reasons)


def _rounded(target: Target, missing: Decimal, case_pack: Decimal, moq: Decimal) -> RoundedUnits:
    """What is missing in whole cases; those of goods that spoil are weighed."""
    fresh = target.spoiling
    if fresh is None:
        return order_quantity(missing, case_pack, moq)
    without = Decimal(target.order_up_to) - missing

    def weigh(units: Decimal, before: Decimal) -> CaseCosts:
        expected, dispersion = round(target.expected_demand, 3), round(target.dispersion, 4)
        return fresh.weigh(units, without + before, expected=expected, dispersion=dispersion)

    return weighed_quantity(missing, case_pack, moq, weigh)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
