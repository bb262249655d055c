"""What the statement of a customer account is made of, read from the store; and a statement that goes by e-mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address, parse_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.customer_account import AccountStatementMailed
from models.months import months_later
from models.selling.account_statement import AccountStatement, StatementFacts, compose_statement
from models.shop_settings import PAY_TO
from operations.access.permissions import check
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.unit_of_work import unit_of_work
from store import dispatch, shop
from store.database.engine import Connection, Store
from store.selling.customer_account_rows import account_of_id, entries_of, get_account, receipts_of
from store.setting_rows import get_value


def statement_of(store: Store, actor: Actor, number: str, first: date, last: date) -> AccountStatement:
    """The statement of an account for the business days from ``first`` to ``last``.

    Raises :class:`models.selling.customer_account.NoSuchAccount`.
    """
    check(actor, Permission.SEE_CUSTOMER_ACCOUNTS)
    with store.view() as view:
        return compose_statement(_facts(view, number), first, last)


def mail_statement(store: Store, actor: Actor, number: str, *, at: datetime) -> Dispatch:
    """Send a customer the statement of the last month and of this one until today, to the address of the account.

    Raises :class:`models.selling.customer_account.NoSuchAccount`,
    :class:`models.dispatch.mail_address.WrongMailAddress` where the account has none, or
    :class:`operations.dispatch.receipt_mail.MailNotSet`.
    """
    check(actor, Permission.SEE_CUSTOMER_ACCOUNTS)
    with unit_of_work(store, actor, at=at) as work:
        check_mail_is_set(work.tx)
        account = get_account(work.tx, number)
        place = parse_address(account.details.email)
        (dispatch_id,) = work.take_ids()
        queued = Dispatch(dispatch_id, DispatchKind.STATEMENT_MAIL, account.id, place, mask_address(place), at)
        dispatch.add_dispatch(work.tx, queued)
        work.record(AccountStatementMailed(dispatch_id, account.id, account.number))
    return queued


def statement_to_send(view: Connection, queued: Dispatch) -> tuple[str, AccountStatement]:
    """The number of the account, and the statement that an e-mail has: as it was on the day on which it was queued."""
    today = shop.get_shop(view).business_day(queued.made_at)
    account = account_of_id(view, queued.subject_id)
    return account.number, compose_statement(_facts(view, account.number), *mailed_period(today))


def mailed_period(today: date) -> tuple[date, date]:
    """The first and the last day of a statement that goes by e-mail.

    >>> [str(day) for day in mailed_period(date(2027, 1, 5))]
    ['2026-12-01', '2027-01-05']
    """
    return months_later(today - timedelta(days=today.day - 1), -1), today


def _facts(view: Connection, number: str) -> StatementFacts:
    account = get_account(view, number)
    entries = entries_of(view, account.id)
    receipts = receipts_of(view, [each.attempt_id for each in entries if each.attempt_id is not None])
    station = shop.get_station(view, shop.office_id(view))
    return StatementFacts(account, entries, receipts, station.shop, station.location, get_value(view, PAY_TO))
