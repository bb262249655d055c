"""Deposits of a shop's own, such as those on crates, kegs and returnable cups, beside those of the law (pant)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from models.catalogue.product import DEPOSIT_LENGTH_MAX, NO_DEPOSIT, clean_text
from models.errors import Reason, Refused
from models.jurisdiction.deposits import DepositAmount, DepositClass

#: The highest deposit on one unit, in minor units: that on a large keg is a tenth of it.
DEPOSIT_MAX_MINOR = 1_000_000
#: Classes of one shop, and amounts of one class in the course of time.
CLASSES_MAX, AMOUNTS_MAX = 200, 100
DEPOSIT_NAME_MAX = 80
#: Who decided an amount of a class of the shop's own.
OF_SHOP = "the shop"
_CODE = re.compile(r"[a-z][a-z0-9_-]*")


class WrongDeposit(Refused):
    """A class of deposit of the shop's own that cannot be stored as it is."""

    code = "wrong_deposit"
    text = "The deposit {deposit} cannot be stored: {reason}. Nothing was changed; correct it and try again."

    deposit: str
    reason: str


class DepositOfLaw(Refused):
    """A change of a class of deposit that the country decides."""

    code = "deposit_of_law"
    text = (
        "The deposit {deposit} is one of the country's and cannot be changed. Nothing was changed; make a class of "
        "your own with another code."
    )

    deposit: str


def cleaned_deposit(deposit: DepositClass) -> DepositClass:
    """A class as it is stored: names without control characters, none that is empty, amounts by their first day.

    >>> cup = DepositClass("cup", {"sv": " Mugg ", "en": ""}, (DepositAmount(date(2026, 1, 1), 1000, ""),))
    >>> cleaned_deposit(cup).names
    {'sv': 'Mugg'}
    """
    names = {language: clean_text(name) for language, name in deposit.names.items()}
    return DepositClass(
        deposit.code.strip(),
        {language: name for language, name in sorted(names.items()) if name},
        tuple(replace(each, source=OF_SHOP) for each in sorted(deposit.amounts, key=lambda each: each.valid_from)),
    )


def check_own_deposit(
    new: DepositClass, before: DepositClass | None, *, of_law: Iterable[DepositClass], today: date
) -> None:
    """Raise unless ``new`` may be stored, in place of ``before`` if there is one.

    What has held on a day that is over stays as it was: amounts begin, change and end (with 0) today or later.
    Raises :class:`DepositOfLaw` or :class:`WrongDeposit`.
    """
    if new.code in {each.code for each in of_law}:
        raise DepositOfLaw(new.code)
    reason = (
        _wrong_code(new.code) or _wrong_names(new) or _wrong_amounts(new.amounts) or _wrong_days(new, before, today)
    )
    if reason is not None:
        raise WrongDeposit(new.code[: 2 * DEPOSIT_LENGTH_MAX], reason)


def with_amount(deposit: DepositClass, begins: date, amount_minor: int) -> DepositClass:
    """The class with this amount from a day on; another one that begins on the same day goes. 0 ends the deposit.

    >>> crate = DepositClass("crate", {"sv": "Back"}, (DepositAmount(date(2026, 1, 1), 2500, OF_SHOP),))
    >>> [each.amount_minor for each in with_amount(crate, date(2026, 6, 1), 4000).amounts]
    [2500, 4000]
    >>> [each.amount_minor for each in with_amount(crate, date(2026, 1, 1), 3000).amounts]
    [3000]
    """
    others = [each for each in deposit.amounts if each.valid_from != begins]
    amounts = [*others, DepositAmount(begins, amount_minor, OF_SHOP)]
    return replace(deposit, amounts=tuple(sorted(amounts, key=lambda each: each.valid_from)))


def without_amount(deposit: DepositClass, begins: date) -> DepositClass:
    """The class without the amount that begins on a day: that before it holds on.

    Raises :class:`WrongDeposit` if none begins then.
    """
    others = tuple(each for each in deposit.amounts if each.valid_from != begins)
    if len(others) == len(deposit.amounts):
        raise WrongDeposit(deposit.code, Reason("deposit_no_such_day", "no amount begins on {day}", day=begins))
    return replace(deposit, amounts=others)


def _wrong_code(code: str) -> Reason | None:
    if code != NO_DEPOSIT and len(code) <= DEPOSIT_LENGTH_MAX and _CODE.fullmatch(code):
        return None
    return Reason(
        "deposit_code",
        "its code is not a letter from a to z and then up to {most} such letters, digits, - or _",
        most=DEPOSIT_LENGTH_MAX - 1,
    )


def _wrong_names(deposit: DepositClass) -> Reason | None:
    if not deposit.names:
        return Reason("deposit_without_name", "it has no name; give it one in one language or more")
    if max(map(len, deposit.names.values())) > DEPOSIT_NAME_MAX:
        return Reason("deposit_name_long", "a name is longer than {most} signs", most=DEPOSIT_NAME_MAX)
    return None


def _wrong_amounts(amounts: Collection[DepositAmount]) -> Reason | None:
    if not amounts:
        return Reason("deposit_without_amount", "it has no amount; enter from which day how much is taken")
    if len(amounts) > AMOUNTS_MAX:
        return Reason("deposit_many_amounts", "it has more than {most} amounts", most=AMOUNTS_MAX)
    if not all(0 <= each.amount_minor <= DEPOSIT_MAX_MINOR for each in amounts):
        most = DEPOSIT_MAX_MINOR // 100
        return Reason("deposit_amount", "an amount is not from 0 to {most}", most=most)
    if len({each.valid_from for each in amounts}) < len(amounts):
        return Reason("deposit_twice", "two amounts begin on the same day")
    return None


def _wrong_days(new: DepositClass, before: DepositClass | None, today: date) -> Reason | None:
    past = () if before is None else before.amounts
    if [each for each in new.amounts if each.valid_from < today] == [each for each in past if each.valid_from < today]:
        return None
    return Reason("deposit_past", "what has held on days before {today} cannot be changed", today=today)
