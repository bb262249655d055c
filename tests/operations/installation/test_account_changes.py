"""Accounts of the books: chosen for a day to come, and used for what is booked from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor
from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import AccountChoice, AccountsInUse, WrongAccount
from operations.access.permissions import NotPermitted
from operations.installation.account_changes import UnknownAccountRole, booked_accounts, choose_account
from store import invariants, ledger
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, small_shop

ONE = timedelta(days=1)
CASH = AccountChoice(AccountRole.CASH, 0, DAY + ONE, "1911", "Kassa 1")


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def booked_cash(store: Store, days: int) -> set[str]:
    """The accounts on which a sale for cash on a day is booked."""
    operator = Operator(store)
    operator.scan("MILK", at=AT + days * ONE)
    sale = operator.pay_cash(at=AT + days * ONE)
    with store.view() as view:
        assert invariants.check_all(view) == []
        return {each.account for each in ledger.entries_of(view, [sale.id])[sale.id].postings}


def test_a_sale_is_booked_on_the_account_of_its_day(shop: Store) -> None:
    assert choose_account(shop, OFFICE_ACTOR, CASH, at=AT)
    assert not choose_account(shop, OFFICE_ACTOR, CASH, at=AT)
    assert {"1910", "1911"} & booked_cash(shop, 0) == {"1910"}
    assert {"1910", "1911"} & booked_cash(shop, 1) == {"1911"}
    with shop.view() as view:
        cash = booked_accounts(view, DAY)[0]
        assert (cash.today.number, cash.usual.number, cash.coming) == ("1910", "1910", CASH)


def test_accounts_of_today_and_roles_that_are_none_stay_as_they_are(shop: Store) -> None:
    with pytest.raises(AccountsInUse):
        choose_account(shop, OFFICE_ACTOR, AccountChoice(AccountRole.CASH, 0, DAY, "1911", "Kassa 1"), at=AT)
    with pytest.raises(UnknownAccountRole):
        choose_account(shop, OFFICE_ACTOR, AccountChoice(AccountRole.SALES, 70_000, DAY + ONE, "3005", ""), at=AT)
    with pytest.raises(WrongAccount):
        AccountChoice(AccountRole.CASH, 0, DAY + ONE, "19A1", "")
    with pytest.raises(NotPermitted):
        choose_account(shop, Actor("anna", OFFICE), CASH, at=AT)
    with shop.view() as view:
        assert {each.today.number for each in booked_accounts(view, DAY + ONE)} == {
            each.usual.number for each in booked_accounts(view, DAY)
        }
