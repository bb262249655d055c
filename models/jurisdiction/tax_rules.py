"""What a tax law is written down as: rates over time, and how the place of eating changes a category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.catalogue.product import TaxCategory


class SupplyMode(StrEnum):
    """How goods are handed over: to be taken away, or to be eaten where they are sold."""

    TAKE_AWAY = "take_away"
    EAT_IN = "eat_in"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of a tax category from a day on, with its legal source."""

    country: str
    tax_category: TaxCategory
    valid_from: date
    rate_ppm: int
    source: str


@dataclass(frozen=True, slots=True)
class SupplyRule:
    """From a day on, goods of ``tax_category`` that are handed over in this mode are taxed as ``taxed_as``."""

    tax_category: TaxCategory
    supply: SupplyMode
    valid_from: date
    taxed_as: TaxCategory
    source: str
