"""What lines cost: gross, discount, net and tax, exact to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from models.errors import Refused
from models.money import MINOR_DIGITS, Money, allocate, divide_half_up
from models.pricing.tax import PPM, tax_within
from models.quantity import THOUSANDTHS, to_milli


class DiscountTooLarge(Refused):
    """A discount that is more than what it is taken off."""

    code = "discount_too_large"
    text = (
        "A discount of {discount_minor} minor units is more than the {gross_minor} it is taken off. "
        "Nothing was changed; enter a smaller discount."
    )

    discount_minor: int
    gross_minor: int


class Taxed(Struct, frozen=True):
    """Amounts of a line in minor units: ``gross = net + tax``, after discount."""

    gross_minor: int
    net_minor: int
    tax_minor: int


def line_gross(unit_price_minor: int, quantity: Decimal) -> int:
    """Unit price × quantity, rounded once, half away from zero.

    >>> line_gross(2495, Decimal("0.450"))
    1123
    """
    return divide_half_up(unit_price_minor * to_milli(quantity), THOUSANDTHS)


def price_with_tax(net: Decimal, rate_ppm: int, currency: str) -> Money:
    """The price that includes tax, of a price without it in whole units of the currency; rounded once, half up.

    >>> price_with_tax(Decimal("80.00"), 250_000, "SEK")
    Money(minor=10000, currency='SEK')
    """
    exact = net.scaleb(MINOR_DIGITS.get(currency, 2)) * (PPM + rate_ppm) / PPM
    return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)


def spread_discount(discount_minor: int, gross_minor: Sequence[int]) -> list[int]:
    """The part of a basket discount that each line bears, weighted by what the lines cost.

    >>> spread_discount(500, [3980, 2495, 1123])
    [262, 164, 74]
    """
    whole = sum(gross_minor)
    if not 0 <= discount_minor <= whole:
        raise DiscountTooLarge(discount_minor, whole)
    return allocate(discount_minor, gross_minor) if whole else [0] * len(gross_minor)


def tax_lines(gross_minor: Sequence[int], rates_ppm: Sequence[int]) -> list[Taxed]:
    """Split each line's gross into net and tax.

    The tax of a rate is taken once from the sum of its lines and split over them by largest
    remainder, so the tax of the sale does not depend on how it is divided into lines or on their order.

    >>> [line.tax_minor for line in tax_lines([3718, 2331, 1049], [60_000, 250_000, 60_000])]
    [211, 466, 59]
    """
    taxes = [0] * len(gross_minor)
    for rate in set(rates_ppm):
        members = [i for i, other in enumerate(rates_ppm) if other == rate]
        shares = [gross_minor[i] for i in members]
        tax = tax_within(sum(shares), rate)
        if tax:
            for i, part in zip(members, allocate(tax, [abs(share) for share in shares]), strict=True):
                taxes[i] = part
    return [Taxed(gross, gross - tax, tax) for gross, tax in zip(gross_minor, taxes, strict=True)]
