"""Pieces of a basket that are alike to every promotion, and what a piece costs when all promotions on it are used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.money import divide_half_up
from models.pricing.price import line_gross
from models.pricing.tax import PPM
from models.promotions.promotion import Promotion

#: A bundle's place among those that hold, and a slot of it.
SlotOf = tuple[int, int]


def reduction(promotion: Promotion, price_minor: int, quantity: Decimal) -> int:
    """What a promotion of one piece, or of a weighed line of this price and quantity, takes off; never more than that.

    >>> from datetime import date
    >>> from models.promotions.promotion import PromotionKind, Slot
    >>> from models.promotions.promotion_time import PromotionTime
    >>> always = PromotionTime(date(2026, 1, 1))
    >>> tenth = Promotion(1, "10 %", PromotionKind.PERCENT, (Slot(),), always, percent_ppm=100_000)
    >>> cheaper = Promotion(2, "-5 kr", PromotionKind.AMOUNT, (Slot(),), always, amount_minor=500)
    >>> (
    ...     reduction(tenth, 1995, Decimal(1)),
    ...     reduction(cheaper, 1123, Decimal("0.450")),
    ...     reduction(cheaper, 300, Decimal(1)),
    ... )
    (200, 225, 300)
    """
    if promotion.percent_ppm:
        return percent_of(price_minor, promotion.percent_ppm)
    return min(price_minor, line_gross(promotion.amount_minor, quantity))


def percent_of(minor: int, percent_ppm: int) -> int:
    """A part of an amount in parts per million, half up."""
    return divide_half_up(minor * percent_ppm, PPM)


@dataclass(frozen=True, slots=True)
class PieceClass:
    """``count`` pieces of one price, or one weighed line, with the same promotions.

    ``alone`` is the best promotion of one piece that no other may join, ``on_top`` are those that come on top in their
    order, ``slots`` are the slots of bundles that take such a piece. ``pieces_of`` are the lines, with how many pieces
    of each.
    """

    price_minor: int
    quantity: Decimal
    alone: Promotion | None
    on_top: tuple[Promotion, ...]
    slots: frozenset[SlotOf]
    count: int = 0
    pieces_of: tuple[tuple[int, int], ...] = ()
    alone_gain: int = 0
    alone_value: int = 0

    def with_lines(self, pieces_of: Sequence[tuple[int, int]]) -> PieceClass:
        """The same class of so many pieces of each line, and with what one of them saves alone."""
        gain = 0 if self.alone is None else reduction(self.alone, self.price_minor, self.quantity)
        count = sum(pieces for _, pieces in pieces_of)
        return replace(self, count=count, pieces_of=tuple(pieces_of), alone_gain=gain, alone_value=self.value_of(gain))

    @property
    def kind(self) -> tuple[object, ...]:
        """What is the same in all its pieces."""
        alone = None if self.alone is None else self.alone.id
        return self.price_minor, alone, tuple(each.id for each in self.on_top), self.slots

    def value_of(self, gain: int) -> int:
        """What is saved on a piece in all if an exclusive promotion takes ``gain`` off it."""
        if not self.on_top:
            return gain
        return gain + sum(amount for _, amount in self.gains_on_top(gain))

    def gains_on_top(self, gain: int) -> list[tuple[Promotion, int]]:
        """What the promotions that combine take off what ``gain`` left of the price, one after the other."""
        left, gains = self.price_minor - gain, []
        for promotion in self.on_top:
            amount = reduction(promotion, left, self.quantity)
            left -= amount
            if amount:
                gains.append((promotion, amount))
        return gains


def best_alone(promotions: list[Promotion], price_minor: int, quantity: Decimal) -> Promotion | None:
    """Of the exclusive promotions of one piece the one that gives most, the first in rank among equals."""
    gains = [(-reduction(each, price_minor, quantity), each.rank, each) for each in promotions]
    best = min(gains, key=lambda gain: gain[:2], default=None)
    return best[2] if best is not None and best[0] < 0 else None
