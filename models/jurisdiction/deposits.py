"""Deposits on packaging: what is taken with goods and paid back for the empty pack (pant)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.errors import Refused


@dataclass(frozen=True, slots=True)
class DepositAmount:
    """From a day on, so much is taken for one pack; ``source`` names who decided it."""

    valid_from: date
    amount_minor: int
    source: str


@dataclass(frozen=True, slots=True)
class DepositClass:
    """Packs with the same deposit, such as small cans; ``names`` are by language (ISO 639-1).

    Old packs on which an earlier amount is printed are a class of their own, sold beside the new ones.
    """

    code: str
    names: Mapping[str, str]
    amounts: tuple[DepositAmount, ...]

    def name_in(self, language: str) -> str:
        """Its name in a language; else in another one, else its code."""
        return self.names.get(language) or next(iter(self.names.values()), self.code)


class UnknownDeposit(Refused):
    """A class of deposit that the country does not have."""

    code = "unknown_deposit"
    text = (
        "There is no deposit {deposit!r} here; there are {known}. Nothing was changed; give the product one of these, "
        "or none."
    )

    def __init__(self, deposit: str, classes: Iterable[DepositClass]) -> None:
        self.deposit = deposit
        self.known = ", ".join(each.code for each in classes) or "none"
        super().__init__()


def deposit_class(classes: Iterable[DepositClass], code: str) -> DepositClass:
    """The class of that code. Raises :class:`UnknownDeposit`."""
    known = tuple(classes)
    for each in known:
        if each.code == code:
            return each
    raise UnknownDeposit(code, known)


def deposit_on(classes: Iterable[DepositClass], code: str, day: date) -> int:
    """The deposit in minor units for one pack of a class on a day: the latest that has begun, else none.

    Raises :class:`UnknownDeposit`. The example is the change of 1 September 2025.

    >>> raised = [DepositAmount(date(2010, 1, 1), 100, "example"), DepositAmount(date(2025, 9, 1), 200, "example")]
    >>> small = DepositClass("small", {}, tuple(raised))
    >>> [deposit_on([small], "small", day) for day in (date(2025, 8, 31), date(2025, 9, 1))]
    [100, 200]
    """
    begun = [each for each in deposit_class(classes, code).amounts if each.valid_from <= day]
    return max(begun, key=lambda each: each.valid_from).amount_minor if begun else 0
