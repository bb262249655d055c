"""Quantities: exact amounts of goods in thousandths of a unit."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from models.errors import Refused

#: A quantity is stored as whole thousandths: a gram of a kilogram, a millilitre of a litre.
THOUSANDTHS = 1000
#: The largest quantity that one line may carry: a typed barcode is not a quantity.
LINE_QUANTITY_MAX = Decimal(9999)


class Unit(StrEnum):
    """The unit in which a product is priced and counted."""

    PIECE = "piece"
    KILOGRAM = "kilogram"
    LITRE = "litre"
    METRE = "metre"


class WrongQuantity(Refused):
    """A quantity that cannot be sold: zero, too fine, too large, or parts of a piece."""

    code = "wrong_quantity"
    text = "{quantity} {unit} is not a quantity that can be sold. Nothing was changed; enter it again."

    quantity: Decimal
    unit: Unit


def check_line_quantity(quantity: Decimal, unit: Unit) -> Decimal:
    """The same quantity, if a line may carry it; else :class:`WrongQuantity`."""
    whole_enough = quantity == quantity.to_integral_value() if unit is Unit.PIECE else _is_thousandths(quantity)
    if not quantity.is_finite() or quantity <= 0 or quantity > LINE_QUANTITY_MAX or not whole_enough:
        raise WrongQuantity(quantity, unit)
    return quantity


def to_milli(quantity: Decimal) -> int:
    """Whole thousandths of a unit; raises :class:`ValueError` for anything finer.

    >>> to_milli(Decimal("1.25"))
    1250
    """
    exact = quantity * THOUSANDTHS
    milli = int(exact)
    if milli != exact:
        raise ValueError(f"{quantity} is finer than a thousandth")
    return milli


def from_milli(milli: int) -> Decimal:
    """The quantity of so many thousandths, without trailing zeros: 2000 gives ``Decimal(2)``."""
    whole, part = divmod(milli, THOUSANDTHS)
    return Decimal(whole) if part == 0 else Decimal(milli).scaleb(-3).normalize()


def _is_thousandths(quantity: Decimal) -> bool:
    return quantity.is_finite() and (quantity * THOUSANDTHS) == (quantity * THOUSANDTHS).to_integral_value()
