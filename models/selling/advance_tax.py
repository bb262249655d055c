"""The output tax on money that a customer pays before the goods are fetched.

Where the goods are known, tax is due when the money comes (directive 2006/112/EC, article 65; mervärdesskattelag
(2023:200), chapter 7). It is the tax that the goods would bear if they were sold at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.money import allocate
from models.pricing.tax import tax_within
from models.selling.basket import PricedBasket


@dataclass(frozen=True, slots=True)
class AdvancePart:
    """What of an advance is for goods of one tax rate, in minor units; below zero: it goes back, or into a sale."""

    rate_ppm: int
    net_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        """The money.

        >>> AdvancePart(250_000, 8000, 2000).gross_minor
        10000
        """
        return self.net_minor + self.tax_minor


def advance_on(goods: PricedBasket, left_minor: int) -> tuple[AdvancePart, ...]:
    """The parts of an advance of so much on goods, highest rate first: all of their tax where all of it is paid."""
    sums: dict[int, list[int]] = {}
    for line in goods.lines:
        of_rate = sums.setdefault(line.tax_rate_ppm, [0, 0])
        of_rate[0] += line.gross_minor + (line.deposit.gross_minor if line.deposit else 0)
        of_rate[1] += line.tax_minor + (line.deposit.tax_minor if line.deposit else 0)
    return split_advance({rate: (gross, tax) for rate, (gross, tax) in sums.items()}, left_minor)


def split_advance(goods: Mapping[int, tuple[int, int]], left_minor: int) -> tuple[AdvancePart, ...]:
    """An advance of so much, split over goods by rate, of which the amount and the tax are given.

    Money for some of the goods, or for more than they cost, is split as they are (largest remainder).

    >>> goods = {250_000: (10000, 2000), 60_000: (1060, 60)}
    >>> [(part.net_minor, part.tax_minor) for part in split_advance(goods, 11060)]
    [(8000, 2000), (1000, 60)]
    >>> [(part.net_minor, part.tax_minor) for part in split_advance(goods, 5530)]
    [(4000, 1000), (500, 30)]
    """
    rates = sorted((rate for rate, (gross, _) in goods.items() if gross > 0), reverse=True)
    if left_minor <= 0 or not rates:
        return ()
    if left_minor == sum(goods[rate][0] for rate in rates):
        taxes = {rate: goods[rate] for rate in rates}
    else:
        amounts = zip(rates, allocate(left_minor, [goods[rate][0] for rate in rates]), strict=True)
        taxes = {rate: (amount, tax_within(amount, rate)) for rate, amount in amounts}
    return tuple(AdvancePart(rate, gross - tax, tax) for rate, (gross, tax) in taxes.items() if gross)


def change_of_advance(before: Iterable[AdvancePart], after: Iterable[AdvancePart]) -> tuple[AdvancePart, ...]:
    """What is to be booked so that an advance is ``after``, where ``before`` is booked; the changes of one rate sum up.

    >>> change_of_advance([AdvancePart(60_000, 1000, 60)], [AdvancePart(60_000, 500, 30)])
    (AdvancePart(rate_ppm=60000, net_minor=-500, tax_minor=-30),)
    """
    sums: dict[int, tuple[int, int]] = {}
    for sign, parts in ((-1, before), (1, after)):
        for each in parts:
            net, tax = sums.get(each.rate_ppm, (0, 0))
            sums[each.rate_ppm] = net + sign * each.net_minor, tax + sign * each.tax_minor
    return tuple(AdvancePart(rate, net, tax) for rate, (net, tax) in sorted(sums.items(), reverse=True) if net or tax)
