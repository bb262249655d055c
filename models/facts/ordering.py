"""The fact of how goods are ordered from a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class OrderingRulesSet(Fact):
    """How goods are ordered from a supplier from now on: :class:`models.purchasing.ordering_rules.OrderingRules`."""

    kind: ClassVar[JournalKind] = JournalKind.ORDERING_RULES_SET

    supplier: str
    mail: str
    language: str
    customer_number: str
    order_days: tuple[int, ...]
    cut_off: str
    delivery_days: tuple[int, ...]
    least_value: int
