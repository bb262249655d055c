"""Customer accounts: customers who buy now and pay later, up to a limit, on terms of so many days.

What a customer owes is the sum of the changes of the account: purchases, returns and payments. A payment, or what
comes back, settles what was bought first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.catalogue.product import clean_text
from models.company_number import check_company_number
from models.dispatch.mail_address import WrongMailAddress, parse_address
from models.errors import Reason, Refused
from models.money import Money

FIRST_NUMBER = 1001
NAME_SIGNS_MAX, ADDRESS_SIGNS_MAX, CONTACT_SIGNS_MAX = 80, 200, 80
LIMIT_MAX_MINOR, DAYS_MAX = 100_000_000_00, 120
#: Up to so many days over its due day each group of an ageing list is; the last has what is older.
AGE_DAYS = (0, 30, 60, 90)


class AccountState(StrEnum):
    """Whether an account may buy."""

    OPEN = "open"
    BLOCKED = "blocked"


class AccountChange(StrEnum):
    """Why what a customer owes changed."""

    PURCHASE = "purchase"
    RETURN = "return"
    PAYMENT = "payment"


class WrongAccountDetail(Refused):
    """Something about a customer account that cannot be so."""

    code = "wrong_account_detail"
    text = "The customer account cannot be saved like this: {why}. Nothing was changed; enter it again."

    why: Reason


class NoSuchAccount(Refused):
    """A number that no customer account has."""

    code = "no_such_customer_account"
    text = "There is no customer account {number}. Nothing was sold or changed; look for it by name."

    number: str


class AccountIsBlocked(Refused):
    """A purchase on an account that is blocked."""

    code = "customer_account_blocked"
    text = "Customer account {number} is blocked. Nothing was sold; take another means of payment."

    number: str


class OverLimit(Refused):
    """A purchase that would bring an account over its limit."""

    code = "over_account_limit"
    text = (
        "{amount} {amount.currency} is more than the {left} that customer account {number} has left of its limit. "
        "Nothing was sold; take a part in another means of payment, or raise the limit in the office."
    )

    number: str
    amount: Money
    left: Money


class WrongAccountPayment(Refused):
    """An amount that is no payment of a customer."""

    code = "wrong_account_payment"
    text = "{amount} is no payment. Nothing was booked; enter an amount other than zero."

    amount: Money


_WHY = {
    "name": Reason("account_name", "it needs a name of at most {most} characters", most=NAME_SIGNS_MAX),
    "address": Reason("account_address", "an address has at most {most} characters", most=ADDRESS_SIGNS_MAX),
    "email": Reason("account_email", "that is no e-mail address"),
    "contact": Reason("account_contact", "a reference has at most {most} characters", most=CONTACT_SIGNS_MAX),
    "limit": Reason("account_limit", "a limit is zero or more"),
    "days": Reason("account_days", "it is paid within 0 to {most} days", most=DAYS_MAX),
}


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """Who pays: ``contact`` is the customer's own reference; a private person has no ``org_number``."""

    name: str
    org_number: str = ""
    address: str = ""
    email: str = ""
    contact: str = ""
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What an account may owe in all, in minor units, and in how many days a purchase is paid."""

    limit_minor: int
    days: int = 30


@dataclass(frozen=True, slots=True)
class AccountWish:
    """How somebody in the office wants an account to be."""

    details: AccountDetails
    terms: AccountTerms
    state: AccountState = AccountState.OPEN


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """A customer who pays later. ``balance_minor`` is what they owe now; below zero the shop owes them."""

    id: int
    number: str
    details: AccountDetails
    terms: AccountTerms
    state: AccountState
    balance_minor: int

    @property
    def left_minor(self) -> int:
        """For how much the account may buy now; a blocked one for nothing.

        >>> details, terms = AccountDetails("Bygg AB"), AccountTerms(100_00)
        >>> account = CustomerAccount(1, "1001", details, terms, AccountState.OPEN, 30_00)
        >>> account.left_minor, replace(account, balance_minor=130_00).left_minor
        (7000, 0)
        """
        return 0 if self.state is AccountState.BLOCKED else max(0, self.terms.limit_minor - self.balance_minor)


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One change: ``amount_minor`` is what it did to the balance, ``balance_minor`` the balance after it.

    ``attempt_id`` is the payment at a till that did it; without one the office booked it. ``due_on`` is the day by
    which a purchase is paid. ``change`` is an :class:`AccountChange`, as text: a damaged one can be read, too.
    """

    id: int
    account_id: int
    change: str
    amount_minor: int
    balance_minor: int
    attempt_id: int | None
    due_on: date | None
    reference: str
    at: datetime
    business_day: date
    operator: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A purchase that is not paid, or not all of it: ``left_minor`` of ``entry``."""

    entry: AccountEntry
    left_minor: int


def clean_account(details: AccountDetails) -> AccountDetails:
    """The details as they are stored.

    Raises :class:`WrongAccountDetail` or :class:`models.company_number.WrongCompanyNumber`.

    >>> clean_account(AccountDetails("  Bygg  AB ", "5560004755", email="a@example.com")).org_number
    '556000-4755'
    """
    name, address, contact = (clean_text(each) for each in (details.name, details.address, details.contact))
    if not name or len(name) > NAME_SIGNS_MAX:
        raise WrongAccountDetail(_WHY["name"])
    if len(address) > ADDRESS_SIGNS_MAX:
        raise WrongAccountDetail(_WHY["address"])
    if len(contact) > CONTACT_SIGNS_MAX:
        raise WrongAccountDetail(_WHY["contact"])
    org_number = check_company_number(details.org_number) if details.org_number.strip() else ""
    try:
        email = parse_address(details.email) if details.email.strip() else ""
    except WrongMailAddress:
        raise WrongAccountDetail(_WHY["email"]) from None
    return AccountDetails(name, org_number, address, email, contact, details.language)


def check_terms(terms: AccountTerms) -> AccountTerms:
    """The terms, if a shop can give them. Raises :class:`WrongAccountDetail`."""
    if not 0 <= terms.limit_minor <= LIMIT_MAX_MINOR:
        raise WrongAccountDetail(_WHY["limit"])
    if not 0 <= terms.days <= DAYS_MAX:
        raise WrongAccountDetail(_WHY["days"])
    return terms


def due_day(bought_on: date, terms: AccountTerms) -> date:
    """The day by which a purchase is paid.

    >>> due_day(date(2026, 11, 29), AccountTerms(0, 30)).isoformat()
    '2026-12-29'
    """
    return bought_on + timedelta(days=terms.days)


def open_items(entries: Iterable[AccountEntry]) -> tuple[OpenItem, ...]:
    """The purchases that are not paid, oldest first: what was paid and given back settles what was bought first.

    The sum of what is left is what the customer owes, unless the shop owes them.

    >>> at = datetime(2026, 11, 29)
    >>> def entry(number, change, minor):
    ...     return AccountEntry(number, 1, change, minor, 0, None, None, "", at, at.date(), "anna")
    >>> bought = [entry(1, "purchase", 500), entry(2, "purchase", 300)]
    >>> [(each.entry.id, each.left_minor) for each in open_items([*bought, entry(3, "payment", -600)])]
    [(2, 200)]
    """
    items: list[OpenItem] = []
    credit = 0
    for each in entries:
        if each.amount_minor > 0:
            items.append(OpenItem(each, each.amount_minor))
        else:
            credit -= each.amount_minor
    left: list[OpenItem] = []
    for item in items:
        share = min(credit, item.left_minor)
        credit -= share
        if item.left_minor > share:
            left.append(replace(item, left_minor=item.left_minor - share))
    return tuple(left)


def overdue_by_age(items: Iterable[OpenItem], today: date) -> tuple[int, ...]:
    """What is owed in minor units: not due yet, then by how long it is over its due day, see :data:`AGE_DAYS`.

    >>> at = datetime(2026, 11, 29)
    >>> due = [date(2026, 12, 1), date(2026, 11, 28), date(2026, 8, 1)]
    >>> items = [
    ...     OpenItem(AccountEntry(n, 1, "purchase", 100, 0, None, day, "", at, at.date(), "anna"), 100)
    ...     for n, day in enumerate(due)
    ... ]
    >>> overdue_by_age(items, at.date())
    (100, 100, 0, 0, 100)
    """
    sums = [0] * (len(AGE_DAYS) + 1)
    for each in items:
        over = 0 if each.entry.due_on is None else (today - each.entry.due_on).days
        group = next((number for number, most in enumerate(AGE_DAYS) if over <= most), len(AGE_DAYS))
        sums[group] += each.left_minor
    return tuple(sums)
