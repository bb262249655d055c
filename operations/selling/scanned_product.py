"""The product that a scanned or typed code means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.barcode import GTIN_LENGTHS, UnknownBarcode, WrongCheckDigit
from models.card_data import check_no_card_data
from models.catalogue.offering import Offering
from models.errors import Refused
from models.scanning import Reading, readings
from models.selling.till_event import event_text
from store import catalogue
from store.database.engine import Connection


class NoLongerSold(Refused):
    """A product that the shop had and that is not active."""

    code = "no_longer_sold"
    text = "{name} is no longer sold. Nothing was added; put it aside, or let the office offer it again."

    name: str


def find_scanned(
    tx: Connection, code: str, country: str, day: date, location_id: int | None = None
) -> tuple[Offering, Reading]:
    """The product of a code and how the code was read: as barcode, own code or SKU, the likeliest reading first.

    Its price is that of the day at a location, without one the shop's.

    Only where none of them is a product's, letter case and zeros in front are forgiven, if one product fits. Raises
    :class:`NoLongerSold`, :class:`WrongCheckDigit`, :class:`UnknownBarcode`, :class:`models.card_data.CardDataRefused`
    or what :func:`store.catalogue.offering_by_gtin` raises for a product without a price.
    """
    tried: list[Reading] = []
    for reading in readings(code, country):
        found = _offering(tx, reading, day, location_id)
        if found is not None:
            return found, reading
        tried.append(reading)
    alike = catalogue.sku_alike(tx, code.strip())
    if alike is not None:
        return catalogue.offering_by_sku(tx, alike, day, location_id), Reading(alike)
    raise _refusal(tx, code, tried)


def _offering(tx: Connection, reading: Reading, day: date, location_id: int | None) -> Offering | None:
    if reading.is_gtin:
        return _or_none(catalogue.offering_by_gtin, tx, reading.code, day, location_id)
    own = _or_none(catalogue.offering_by_code, tx, reading.code, day, location_id)
    return own or _or_none(catalogue.offering_by_sku, tx, reading.code, day, location_id)


def _or_none(
    look_up: Callable[[Connection, str, date, int | None], Offering],
    tx: Connection,
    code: str,
    day: date,
    location_id: int | None,
) -> Offering | None:
    try:
        return look_up(tx, code, day, location_id)
    except UnknownBarcode:
        return None


def _refusal(tx: Connection, code: str, tried: list[Reading]) -> Refused:
    """Why a code adds nothing, for whoever scanned it."""
    withdrawn = catalogue.withdrawn_name(tx, [each.code for each in tried])
    if withdrawn is not None:
        return NoLongerSold(withdrawn)
    check_no_card_data(code)
    gtin = next((each.code for each in tried if each.is_gtin), None)
    digits = code.strip()
    if gtin is None and len(digits) in GTIN_LENGTHS and digits.isascii() and digits.isdigit():
        return WrongCheckDigit(digits)
    return UnknownBarcode(event_text(code))
