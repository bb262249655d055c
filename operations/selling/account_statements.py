"""What the statement of a customer account is made of, read from the store."""

from __future__ import annotations

from datetime import date

from models.access.actor import Actor
from models.access.permission import Permission
from models.selling.account_statement import AccountStatement, StatementFacts, compose_statement
from models.shop_settings import PAY_TO
from operations.access.permissions import check
from store import shop
from store.database.engine import Connection, Store
from store.selling.customer_account_rows import entries_of, get_account, receipts_of
from store.setting_rows import get_value


def statement_of(store: Store, actor: Actor, number: str, first: date, last: date) -> AccountStatement:
    """The statement of an account for the business days from ``first`` to ``last``.

    Raises :class:`models.selling.customer_account.NoSuchAccount`.
    """
    check(actor, Permission.SEE_CUSTOMER_ACCOUNTS)
    with store.view() as view:
        return compose_statement(_facts(view, number), first, last)


def _facts(view: Connection, number: str) -> StatementFacts:
    account = get_account(view, number)
    entries = entries_of(view, account.id)
    receipts = receipts_of(view, [each.attempt_id for each in entries if each.attempt_id is not None])
    station = shop.get_station(view, shop.office_id(view))
    return StatementFacts(account, entries, receipts, station.shop, station.location, get_value(view, PAY_TO))
