"""The product that a scanned or typed code means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.barcode import GTIN_LENGTHS, UnknownBarcode, WrongCheckDigit
from models.card_data import check_no_card_data
from models.catalogue.offering import Offering
from models.errors import Refused
from models.own_code import MisreadCode, OwnCode, meaning_of
from models.scanning import Reading, readings
from models.selling.till_event import event_text
from store import catalogue
from store.database.engine import Connection


class NoLongerSold(Refused):
    """A product that the shop had and that is not active."""

    code = "no_longer_sold"
    text = "{name} is no longer sold. Nothing was added; put it aside, or let the office offer it again."

    name: str


class NotGoodsCode(Refused):
    """An own code of Kassa, such as that of a receipt or a card, in the place of a product's."""

    code = "not_goods_code"
    text = (
        "{scanned} is the code of a receipt, a card, a coupon or a parked basket, and of no product. Nothing was "
        "added; scan it at the till's screen, where it does what it is for."
    )

    scanned: str


class OwnCodeMisread(Refused):
    """A text that begins as Kassa's own codes do, but its check signs contradict it."""

    code = "own_code_misread"
    text = "The code {scanned} was misread. Nothing was added; scan it again."

    scanned: str


class ExpiredGoods(Refused):
    """Goods whose own code names a last day of use that is past."""

    code = "expired_goods"
    text = "{name} was to be used by {expires} and must not be sold. Nothing was added; put it aside."

    name: str
    expires: date


def find_scanned(
    tx: Connection, code: str, country: str, day: date, location_id: int | None = None
) -> tuple[Offering, Reading]:
    """The product of a code and how the code was read: as barcode, own code or SKU, the likeliest reading first.

    Its price is that of the day at a location, without one the shop's.

    Only where none of them is a product's, letter case and zeros in front are forgiven, if one product fits. An own
    code of Kassa is never a product's. Raises :class:`NotGoodsCode`, :class:`OwnCodeMisread`, :class:`ExpiredGoods`,
    :class:`NoLongerSold`, :class:`WrongCheckDigit`, :class:`UnknownBarcode`, :class:`models.card_data.CardDataRefused`
    or what :func:`store.catalogue.offering_by_gtin` raises for a product without a price.
    """
    meaning = meaning_of(code)
    if isinstance(meaning, OwnCode):
        raise NotGoodsCode(event_text(code))
    tried: list[Reading] = []
    for reading in readings(code, country):
        found = _offering(tx, reading, day, location_id)
        if found is not None:
            if reading.expires is not None and reading.expires < day:
                raise ExpiredGoods(found.name, reading.expires)
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
    if isinstance(meaning_of(code), MisreadCode):
        return OwnCodeMisread(event_text(code))
    withdrawn = catalogue.withdrawn_name(tx, [each.code for each in tried])
    if withdrawn is not None:
        return NoLongerSold(withdrawn)
    check_no_card_data(code)
    gtin = next((each.code for each in tried if each.is_gtin), None)
    digits = code.strip()
    if gtin is None and len(digits) in GTIN_LENGTHS and digits.isascii() and digits.isdigit():
        return WrongCheckDigit(digits)
    return UnknownBarcode(event_text(code))
