"""Facts of points: what was added to a member, what a basket uses, and the rule. They name the member's random id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PointsBooked(Fact):
    """The points of a member changed by ``points`` to ``balance``; ``sale`` is the receipt that did it, if one did."""

    kind: ClassVar[JournalKind] = JournalKind.POINTS_BOOKED

    entry: int
    member: str
    seq: int
    change: str
    points: int
    balance: int
    sale: int | None
    position: int | None
    expires_on: date | None
    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class PointsTaken(Fact):
    """A basket uses so many points of its member at most, each worth ``value``; 0: none any more."""

    kind: ClassVar[JournalKind] = JournalKind.POINTS_TAKEN

    basket: int
    points: int
    value: int


@dataclass(frozen=True, slots=True)
class PointRuleSet(Fact):
    """What members get points for from ``first_day`` on; ``terms`` is the whole rule as JSON."""

    kind: ClassVar[JournalKind] = JournalKind.POINT_RULE_SET

    rule: int
    first_day: date
    terms: str
