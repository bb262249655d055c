"""The fact of how goods are ordered from a supplier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


def _by_mail(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**values, "channel": "mail", "peppol_id": ""}


@dataclass(frozen=True, slots=True)
class OrderingRulesSet(Fact):
    """How goods are ordered from a supplier from now on: :class:`models.purchasing.ordering_rules.OrderingRules`."""

    kind: ClassVar[JournalKind] = JournalKind.ORDERING_RULES_SET
    version = 2
    upgrades = (_by_mail,)

    supplier: str
    mail: str
    language: str
    customer_number: str
    order_days: tuple[int, ...]
    cut_off: str
    delivery_days: tuple[int, ...]
    least_value: int
    channel: str
    peppol_id: str
