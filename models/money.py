"""Money: an exact whole number of minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

#: Decimal digits of the minor unit where it is not two. Source: ISO 4217, list one.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3}


class Money(Struct, frozen=True):
    """An amount that can be paid: ``Money(1990, "SEK")`` is 19.90 kr.

    >>> str(Money(-150, "SEK"))
    '-1.50'
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")

    def __str__(self) -> str:
        return str(self.major())

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def major(self) -> Decimal:
        """The amount in whole currency units, exact: 19.90 for 1 990 öre."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS.get(self.currency, 2))

    def times(self, factor: Decimal, rounding: str = ROUND_HALF_UP) -> Money:
        """Multiply and round once; half goes away from zero unless told otherwise."""
        exact = Decimal(self.minor) * factor
        return Money(int(exact.quantize(Decimal(1), rounding=rounding)), self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split by ``weights`` without losing a unit: the parts sum to ``self`` exactly."""
        return [Money(part, self.currency) for part in allocate(self.minor, weights)]

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum that is defined for no amounts at all."""
    return sum(amounts, start=Money(0, currency))


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide two whole numbers and round half away from zero, the same for either sign.

    >>> divide_half_up(25, 10), divide_half_up(-25, 10), divide_half_up(24, 10)
    (3, -3, 2)
    """
    if denominator <= 0:
        raise ValueError("denominator must be above zero")
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def allocate(minor: int, weights: Sequence[int]) -> list[int]:
    """Split ``minor`` by ``weights`` with the largest remainder; the parts sum to ``minor``.

    Each part gets the floor of its share; units left over go to the largest remainders, the
    earliest part first on a tie. A refund is the exact negative of its sale.

    >>> allocate(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and must sum to more than zero")
    sign = -1 if minor < 0 else 1
    shares = [divmod(abs(minor) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    left_over = abs(minor) - sum(parts)
    largest_first = sorted(range(len(parts)), key=lambda i: -shares[i][1])
    for i in largest_first[:left_over]:
        parts[i] += 1
    return [sign * part for part in parts]
