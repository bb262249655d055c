"""The shop itself: company, locations and the devices that make facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.business_day import business_day

#: An id is ``device << 32 | seq``: unique everywhere, and below 2**53 for JavaScript.
DEVICE_SHIFT = 32
#: The office of a new shop has this number.
FIRST_OFFICE = 100
#: No device has a higher number.
DEVICE_ID_MAX = (1 << 53 - DEVICE_SHIFT) - 1


class DeviceKind(StrEnum):
    """What a device is; each device numbers its own facts."""

    TILL = "till"
    OFFICE = "office"
    #: Another system whose receipts were taken over.
    IMPORT = "import"
    WEB = "web"
    KIOSK = "kiosk"
    HEAD_OFFICE = "head_office"


@dataclass(frozen=True, slots=True)
class Shop:
    """The company and its settings.

    ``org_number`` is the registered number on receipts (SKVFS 2014:9, chapter 7, section 1 a).
    ``day_closes_at`` is the local hour at which a business day ends; ``country`` is ISO 3166-1. A demo shop is one to
    try Kassa with, and never becomes a real one.
    """

    company: str
    org_number: str
    country: str
    currency: str
    zone: str
    day_closes_at: time
    is_demo: bool = False

    def business_day(self, at: datetime) -> date:
        """The business day that ``at`` belongs to."""
        return business_day(at, ZoneInfo(self.zone), self.day_closes_at)

    def tax_day(self, at: datetime) -> date:
        """The day on which goods handed over at ``at`` are taxed: that of the calendar, whenever the shop closes.

        The rate follows the delivery, and the days of the law begin at midnight.
        """
        return self.wall_clock(at).date()

    def wall_clock(self, at: datetime) -> datetime:
        """What the clock on the shop's wall shows."""
        return at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Location:
    """A place with stock or tills."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Device:
    """What makes and numbers facts, such as a till; ``name`` is its designation on receipts (kassabeteckning)."""

    id: int
    kind: DeviceKind
    name: str
    location_id: int


def fact_number(fact_id: int) -> str:
    """The readable id of a fact: the device that made it, and its number there.

    >>> fact_number(100 << 32 | 12)
    '100-12'
    """
    return f"{fact_id >> DEVICE_SHIFT}-{fact_id & (1 << DEVICE_SHIFT) - 1}"


def fact_id_of(number: str) -> int:
    """Parse ``100-12``, a plain integer id, or the number alone of what the office made.

    Raises :class:`ValueError` if it is none of them.

    >>> fact_id_of("100-12") == fact_id_of("429496729612") == fact_id_of("12") == 100 << 32 | 12
    True
    """
    device, dash, seq = number.strip().partition("-")
    if dash:
        return int(device) << DEVICE_SHIFT | int(seq)
    alone = int(device)  # no device has the number 0: a small number is that in a list, without its device
    return alone if alone >> DEVICE_SHIFT else FIRST_OFFICE << DEVICE_SHIFT | alone


@dataclass(frozen=True, slots=True)
class Station:
    """A device with its shop and its location."""

    shop: Shop
    location: Location
    device: Device
