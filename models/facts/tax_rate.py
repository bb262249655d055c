"""The fact that the shop taxes a kind of goods at another rate from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.facts.shop import RateValues
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class TaxRateChanged(Fact):
    """A rate was set; ``before_ppm`` is the rate of that day until then, and ``source`` the law that sets it."""

    kind: ClassVar[JournalKind] = JournalKind.TAX_RATE_CHANGED

    rate: RateValues
    before_ppm: int
    source: str
