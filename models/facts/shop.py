"""The fact that the shop was registered, with everything that it began with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CompanyValues:
    """The company and its settings; ``day_closes_at`` is local time in ISO 8601."""

    company: str
    org_number: str
    country: str
    currency: str
    zone: str
    day_closes_at: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class LocationValues:
    """A place with stock or tills."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class DeviceValues:
    """A till, an office or another device."""

    id: int
    kind: str
    name: str
    location: int


@dataclass(frozen=True, slots=True)
class RateValues:
    """A tax rate in parts per million, from a day on."""

    country: str
    tax_category: str
    valid_from: date
    rate_ppm: int


def _as_own_shop(values: Values) -> Values:
    """Shops of version 1 were not marked: each is taken for an own one."""
    return {**values, "company": {**values["company"], "is_demo": False}}


@dataclass(frozen=True, slots=True)
class ShopRegistered(Fact):
    """The shop began, with its company, locations, devices and tax table."""

    kind: ClassVar[JournalKind] = JournalKind.SHOP_REGISTERED
    version: ClassVar[int] = 2
    upgrades: ClassVar[tuple[Callable[[Values], Values], ...]] = (_as_own_shop,)

    company: CompanyValues
    locations: tuple[LocationValues, ...]
    devices: tuple[DeviceValues, ...]
    tax_rates: tuple[RateValues, ...]


@dataclass(frozen=True, slots=True)
class BackupAccepted(Fact):
    """The shop was restored from a backup that no known key signed, and somebody accepted that.

    ``made_at`` and ``signed_by``, a public key, are what the backup names; ``None``: it is not signed.
    """

    kind: ClassVar[JournalKind] = JournalKind.BACKUP_ACCEPTED

    made_at: str | None
    signed_by: str | None
