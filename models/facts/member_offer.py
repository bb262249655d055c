"""Facts of offers to members. They name the member's random id alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class OfferRuleSet(Fact):
    """What members get for an occasion from now on; ``terms`` is the whole rule as JSON."""

    kind: ClassVar[JournalKind] = JournalKind.OFFER_RULE_SET

    rule: int
    occasion: str
    terms: str


@dataclass(frozen=True, slots=True)
class MemberOfferGiven(Fact):
    """A member got an offer: ``points``, or the ``coupon`` of a ``promotion``; good until ``last_day``, included."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_OFFER_GIVEN

    offer: int
    member: str
    occasion: str
    year: int
    points: int
    promotion: int | None
    coupon: str
    first_day: date
    last_day: date
