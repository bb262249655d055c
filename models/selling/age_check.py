"""Goods that may not be sold to the young: whether somebody has looked, and how old the customer must be."""

from __future__ import annotations

from models.errors import Refused
from models.selling.basket import Basket, BasketLine


class AgeNotConfirmed(Refused):
    """Goods with an age limit are to be paid, and nobody has looked at the customer's age."""

    code = "age_not_confirmed"
    text = "Goods in the basket are only for customers of {years} or more. Nothing was sold; confirm the age first."

    years: int


def age_to_confirm(basket: Basket) -> int:
    """How old the customer must be for what is in the basket, if that was not confirmed yet; else 0."""
    years = max((line.age_limit or 0 for line in basket.lines), default=0)
    return years if years > basket.age_confirmed else 0


def restricted_lines(basket: Basket) -> tuple[BasketLine, ...]:
    """The lines that need an age which was not confirmed."""
    return tuple(line for line in basket.lines if (line.age_limit or 0) > basket.age_confirmed)


def check_age(basket: Basket) -> None:
    """Raise :class:`AgeNotConfirmed` if the basket may not be paid yet."""
    years = age_to_confirm(basket)
    if years:
        raise AgeNotConfirmed(years)
