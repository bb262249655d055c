"""What is on a scale's label becomes the quantity or the price of a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from models.catalogue.offering import Offering
from models.money import MINOR_DIGITS
from models.quantity import THOUSANDTHS, Unit
from models.scanning import Reading


def measured(offering: Offering, reading: Reading, times: Decimal, currency: str) -> tuple[Offering, Decimal]:
    """The offering and the quantity to sell when a label was scanned so many ``times``.

    The weight of a label is the quantity. Its price is that of the piece; of goods by weight it tells how much was
    weighed, to the gram below, so that nobody pays more than its label shows. Without a label nothing changes.
    """
    if reading.weight is not None:
        return offering, reading.weight * times
    if reading.price is None:
        return offering, times
    price_minor = int(reading.price.scaleb(MINOR_DIGITS.get(currency, 2)).to_integral_value(ROUND_FLOOR))
    if not price_minor or not offering.price_minor:
        return offering, Decimal(0)  # which no line can carry
    if offering.unit is Unit.PIECE:
        return replace(offering, price_minor=price_minor), times
    milli = price_minor * THOUSANDTHS // offering.price_minor
    return offering, Decimal(milli) / THOUSANDTHS * times
