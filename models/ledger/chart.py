"""The chart of accounts: which account a shop uses for what, from which business day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from models.errors import Broken, Refused
from models.jurisdiction.accounts import AccountDefault, AccountRole

#: From this day on the accounts hold that a shop begins with: before anything that it can book.
BEGINNING = date(1900, 1, 1)
#: An account's number has at most so many characters.
NUMBER_LENGTH_MAX = 8


class NoAccount(Broken):
    """No account is set up for something that must be booked."""

    code = "no_account"
    text = (
        "No account is set up for {role} at a tax rate of {rate_ppm} parts per million. Nothing was saved; "
        "add the account to the chart of accounts."
    )

    role: AccountRole
    rate_ppm: int


class AccountsInUse(Refused):
    """A change of accounts for a day that has begun, on which entries may be booked already."""

    code = "accounts_in_use"
    text = (
        "Accounts cannot change from {first} on: the books of {today} are open or closed already. "
        "Nothing was changed; choose a later day."
    )

    first: date
    today: date


class WrongAccount(Refused):
    """A number that cannot be an account's."""

    code = "wrong_account"
    text = "{number!r} cannot be an account. Nothing was changed; enter 1 to 8 digits."

    number: str


class AccountChoice(Struct, frozen=True):
    """From the business day ``valid_from`` on, what has this role (at this tax rate) is booked on ``number``."""

    role: AccountRole
    rate_ppm: int
    valid_from: date
    number: str
    name: str

    def __post_init__(self) -> None:
        if not self.number.isascii() or not self.number.isdigit() or len(self.number) > NUMBER_LENGTH_MAX:
            raise WrongAccount(self.number)


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of one business day, by role and tax rate."""

    numbers: Mapping[tuple[AccountRole, int], str]

    def number(self, role: AccountRole, rate_ppm: int = 0) -> str:
        """The account of a role; raises :class:`NoAccount`.

        Source of the example: BAS 2026, account group 30, sales with 12 % tax.

        >>> Chart({(AccountRole.SALES, 120_000): "3002"}).number(AccountRole.SALES, 120_000)
        '3002'
        """
        try:
            return self.numbers[role, rate_ppm]
        except KeyError:
            raise NoAccount(role, rate_ppm) from None

    def has(self, role: AccountRole, rate_ppm: int = 0) -> bool:
        """Whether the shop has an account of its own for a role at a tax rate."""
        return (role, rate_ppm) in self.numbers


def chart_on(choices: Iterable[AccountChoice], day: date, defaults: Iterable[AccountDefault] = ()) -> Chart:
    """The chart of a business day: for each role and rate the choice that began last.

    ``defaults`` are used for roles that the shop never chose an account for: those that came after it began.

    >>> older = AccountChoice(AccountRole.CARD, 0, BEGINNING, "1580", "Kontokort")
    >>> newer = AccountChoice(AccountRole.CARD, 0, date(2026, 1, 1), "1686", "Kontokort")
    >>> [chart_on([newer, older], date(year, 12, 31)).number(AccountRole.CARD) for year in (2025, 2026)]
    ['1580', '1686']
    """
    begun = sorted((each for each in choices if each.valid_from <= day), key=lambda each: each.valid_from)
    first = {(each.role, each.rate_ppm): each.number for each in defaults}
    return Chart(first | {(each.role, each.rate_ppm): each.number for each in begun})


def first_choices(accounts: Iterable[AccountDefault]) -> list[AccountChoice]:
    """What a shop begins with: the accounts of its jurisdiction.

    Source of the example: BAS 2026, account 1910.

    >>> first_choices([AccountDefault(AccountRole.CASH, "1910", "Kassa")])[0].number
    '1910'
    """
    return [AccountChoice(each.role, each.rate_ppm, BEGINNING, each.number, each.name) for each in accounts]


def check_change(choice: AccountChoice, today: date) -> None:
    """Raise :class:`AccountsInUse` unless the choice begins after ``today``, the business day that is open.

    So an entry can be made again at any time from its fact and the chart of its day.

    >>> check_change(AccountChoice(AccountRole.CASH, 0, date(2026, 12, 1), "1911", "Kassa 1"), date(2026, 11, 30))
    """
    if choice.valid_from <= today:
        raise AccountsInUse(choice.valid_from, today)
