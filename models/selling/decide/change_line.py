"""A line of the basket gets another quantity or is removed."""

from __future__ import annotations

from decimal import Decimal

from models.facts.basket import LineChanged, LineRemoved
from models.selling.basket import Basket, BasketLine, NoSuchLine, get_line, remove_line, set_quantity
from models.selling.decide.decision import Decision, line_fact, require_basket, withdrawals
from models.selling.till_event import RemoveLine, SetQuantity


def decide_change(basket: Basket | None, event: SetQuantity | RemoveLine) -> Decision:
    """Give a line the quantity of the event, or remove it, as a quantity of zero does too.

    Raises :class:`models.selling.till_event.WrongEvent`, :class:`NoSuchLine` or
    :class:`models.quantity.WrongQuantity`.
    """
    before = require_basket(basket)
    line = _line_of(before, event)
    if isinstance(event, RemoveLine) or event.quantity == 0:
        return _remove(before, line)
    after = set_quantity(before, event.position, event.quantity)
    changed = line_fact(LineChanged, after, get_line(after, event.position))
    return Decision(after, (changed, *withdrawals(before, line, event.quantity)))


def _remove(before: Basket, line: BasketLine) -> Decision:
    removed = line_fact(LineRemoved, before, line)
    return Decision(remove_line(before, line.position), (removed, *withdrawals(before, line, Decimal(0))))


def _line_of(basket: Basket, event: SetQuantity | RemoveLine) -> BasketLine:
    """The line in the event's place; if the event carries a SKU, the line must still hold that SKU."""
    line = get_line(basket, event.position)
    if event.code and event.code != line.sku:
        raise NoSuchLine(event.position)
    return line
