"""Figures that the owner reads in the former system, as they are typed."""

from __future__ import annotations

import re
from decimal import Decimal

from integrations.spreadsheets.cells import number
from models.analytics.moved_figures import FigureName, MovedMeasure, MovedUnit
from models.errors import Refused
from models.money import MINOR_DIGITS
from models.quantity import THOUSANDTHS

#: No shop has more of anything.
_MOST = Decimal(10) ** 12
_NAME = re.compile(r"([a-z_]+)(?: (\d{4}))?", re.ASCII)


class WrongFigure(Refused):
    """A figure of the former system that is none."""

    code = "wrong_figure"
    text = (
        "{figure} cannot be a figure of the former system. Nothing was taken over; write a number, such as 120 or "
        "81234.50."
    )

    figure: str


def read_figure(text: str, currency: str) -> tuple[FigureName, int]:
    """The name and the value of a figure such as ``members=120``. Raises :class:`WrongFigure`.

    >>> name, value = read_figure("sales_sum 2025=81 234,50", "SEK")
    >>> name.text, value
    ('sales_sum 2025', 8123450)
    """
    left, _, right = text.rpartition("=")
    parts = _NAME.fullmatch(left.strip().lower())
    try:
        name = FigureName(MovedMeasure(parts[1] if parts else ""), int(parts[2]) if parts and parts[2] else None)
        value = number(right.strip(), "," if "," in right else ".")
    except ValueError:
        raise WrongFigure(text[:60]) from None
    if not 0 <= value <= _MOST:
        raise WrongFigure(text[:60])
    return name, figure_value(name, value, currency)


def figure_value(name: FigureName, value: Decimal, currency: str) -> int:
    """A figure in whole units of its kind, as the balance sheet has it."""
    factors = {
        MovedUnit.COUNT: 1,
        MovedUnit.QUANTITY: THOUSANDTHS,
        MovedUnit.MONEY: 10 ** MINOR_DIGITS.get(currency, 2),
    }
    return int((value * factors[name.measure.unit]).to_integral_value())


def whole_value(name: FigureName, value: int, currency: str) -> Decimal:
    """The other way round: as people write it.

    >>> whole_value(FigureName(MovedMeasure.STOCK_UNITS), 1500, "SEK")
    Decimal('1.500')
    """
    digits = {MovedUnit.COUNT: 0, MovedUnit.QUANTITY: 3, MovedUnit.MONEY: MINOR_DIGITS.get(currency, 2)}
    return Decimal(value).scaleb(-digits[name.measure.unit])
