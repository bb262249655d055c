"""What a card reader shows of a basket before the customer pays: its lines, the tax within, and what is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.payments.card_slip import terminal_text
from models.quantity import Unit
from models.selling.basket import PricedBasket, PricedLine
from models.selling.sale import GIFT_CARD_NAME

#: More lines than that are not sent: the oldest become one.
LINES_MAX = 30
_SIGNS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One line: what it is and how much of it, as text, and its amount with its deposit, in minor units."""

    text: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReaderBasket:
    """A basket as a reader shows it, in minor units: the lines sum to the total unless something has paid a part."""

    currency: str
    lines: tuple[ReaderLine, ...]
    tax_minor: int
    total_minor: int


def reader_basket(basket: PricedBasket | None) -> ReaderBasket | None:
    """The cart of a basket; ``None`` where a reader shows nothing: no basket, no goods, or goods that come back."""
    if basket is None or not basket.lines or basket.basket.returned_minor is not None or basket.due.minor < 0:
        return None
    lines = [_line(each) for each in basket.lines]
    lines += [ReaderLine(terminal_text(GIFT_CARD_NAME), each.amount_minor) for each in basket.basket.gift_loads]
    return ReaderBasket(basket.currency, _newest(lines), basket.tax_minor, basket.due.minor)


def _line(priced: PricedLine) -> ReaderLine:
    line = priced.line
    much = _quantity(line.quantity, line.unit)
    deposit = 0 if priced.deposit is None else priced.deposit.gross_minor
    return ReaderLine(terminal_text(f"{much} {line.name}".strip()), priced.gross_minor + deposit)


def _quantity(quantity: Decimal, unit: Unit) -> str:
    """How much of it: nothing is written for one piece.

    >>> (
    ...     _quantity(Decimal("3"), Unit.PIECE),
    ...     _quantity(Decimal("1"), Unit.PIECE),
    ...     _quantity(Decimal("0.450"), Unit.KILOGRAM),
    ... )
    ('3 ×', '', '0.45 kg')
    """
    if unit is Unit.PIECE:
        return "" if quantity == 1 else f"{quantity.normalize():f} ×"
    return f"{quantity.normalize():f} {_SIGNS[unit]}"


def _newest(lines: list[ReaderLine]) -> tuple[ReaderLine, ...]:
    """The last lines; the others are one, so that the sum stays.

    >>> many = [ReaderLine(str(n), 100) for n in range(40)]
    >>> len(_newest(many)), _newest(many)[0], sum(each.amount_minor for each in _newest(many))
    (30, ReaderLine(text='+ 11', amount_minor=1100), 4000)
    """
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    older, newer = lines[: -LINES_MAX + 1], lines[-LINES_MAX + 1 :]
    return (ReaderLine(f"+ {len(older)}", sum(each.amount_minor for each in older)), *newer)
