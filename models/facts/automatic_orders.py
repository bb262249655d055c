"""Facts of automatic ordering: its limits, its switch, and what it ordered or held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class AutomaticLimitsSet(Fact):
    """How much happens by itself for a supplier: :class:`models.purchasing.automatic_ordering.AutomaticLimits`."""

    kind: ClassVar[JournalKind] = JournalKind.AUTOMATIC_LIMITS_SET

    supplier: str
    mode: str
    value_max: int
    share_max: int


@dataclass(frozen=True, slots=True)
class AutomaticSwitched(Fact):
    """Somebody stopped all automatic ordering and why, or started it again.

    ``withdrawn``: the orders whose e-mails had not left yet and were taken back with the stop.
    """

    kind: ClassVar[JournalKind] = JournalKind.AUTOMATIC_SWITCHED

    is_on: bool
    reason: str
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AutomaticDecision(Fact):
    """A proposal was ordered by itself, or held for ``reasons`` (:class:`models.purchasing.circuit_breakers.Breaker`).

    ``value`` is what its goods cost in minor units without tax; ``order`` is ``None`` where it was held. ``goods``: the
    SKUs that were new to the supplier, or of which far more than ever was proposed.
    """

    kind: ClassVar[JournalKind] = JournalKind.AUTOMATIC_DECIDED

    proposal: int
    supplier: str
    location: int
    day: date
    value: int
    currency: str
    order: int | None
    reasons: tuple[str, ...]
    goods: tuple[str, ...]
