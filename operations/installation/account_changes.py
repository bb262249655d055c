"""Choosing the account of the books that something is booked on from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.errors import Refused
from models.jurisdiction.accounts import AccountDefault, AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.accounts_fact import accounts_fact
from models.ledger.chart import AccountChoice, check_change
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import ledger, shop
from store.database.engine import Connection, Store

NAME_LENGTH_MAX = 80


class UnknownAccountRole(Refused):
    """Nothing is booked for such a role at such a tax rate."""

    code = "unknown_account_role"
    text = (
        "Nothing is booked as {role} at a tax rate of {rate_ppm} parts per million. Nothing was changed; choose one of "
        "the accounts that 'kassa settings list --search account' names."
    )

    role: AccountRole
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class BookedAccount:
    """What something is booked on: the account of today, the one that is usual in the country, and one to come."""

    today: AccountChoice
    usual: AccountDefault
    coming: AccountChoice | None = None


def booked_accounts(view: Connection, day: date) -> list[BookedAccount]:
    """The account of each role and tax rate on a day, in the order of the country's chart."""
    choices = ledger.account_choices(view)
    accounts = []
    for usual in jurisdiction_of(shop.get_shop(view).country).accounts:
        own = [each for each in choices if (each.role, each.rate_ppm) == (usual.role, usual.rate_ppm)]
        begun = [each for each in own if each.valid_from <= day]
        first = AccountChoice(usual.role, usual.rate_ppm, date.min, usual.number, usual.name)
        today = max(begun, key=lambda each: each.valid_from, default=first)
        coming = min((each for each in own if each.valid_from > day), key=lambda each: each.valid_from, default=None)
        accounts.append(BookedAccount(today, usual, coming))
    return accounts


def choose_account(store: Store, actor: Actor, choice: AccountChoice, *, at: datetime) -> bool:
    """Book what a role means on another account from a day to come; whether that is a change.

    Entries that are booked stay as they are. Raises :class:`UnknownAccountRole`,
    :class:`models.ledger.chart.AccountsInUse`, :class:`models.ledger.chart.WrongAccount` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_SHOP)
    check_no_card_data(choice.name)
    with unit_of_work(store, actor, at=at) as work:
        company = work.station.shop
        usual = jurisdiction_of(company.country).accounts
        if (choice.role, choice.rate_ppm) not in {(each.role, each.rate_ppm) for each in usual}:
            raise UnknownAccountRole(choice.role, choice.rate_ppm)
        check_change(choice, company.business_day(at))
        name = clean_text(choice.name)[:NAME_LENGTH_MAX]
        new = AccountChoice(choice.role, choice.rate_ppm, choice.valid_from, choice.number, name or choice.number)
        if new in ledger.account_choices(work.tx):
            return False
        ledger.add_choices(work.tx, [new])
        work.record(accounts_fact([new]))
    return True
