"""Customer accounts in the office: opened, changed, blocked, and paid."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.facts.customer_account import CustomerAccountSet
from models.facts.sealed_details import account_subject
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_customer_account import entry_of_account_payment
from models.money import Money
from models.selling.customer_account import (
    AccountChange,
    AccountDetails,
    AccountWish,
    CustomerAccount,
    WrongAccountPayment,
    check_terms,
    clean_account,
)
from models.selling.till_event import reason_text
from operations.access.permissions import check
from operations.sealing import seal_details
from operations.selling.on_account import book_account_change
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import ledger
from store.database.engine import Store
from store.selling import customer_account_rows


def open_account(store: Store, actor: Actor, wish: AccountWish, *, at: datetime) -> CustomerAccount:
    """Let a customer buy on account from now on. Raises what :func:`clean_account` and :func:`check_terms` raise."""
    check(actor, Permission.CHANGE_CUSTOMER_ACCOUNTS)
    with unit_of_work(store, actor, at=at) as work:
        number = customer_account_rows.next_number(work.tx)
        new = CustomerAccount(
            work.take_ids()[0], number, _clean(wish.details), check_terms(wish.terms), wish.state, balance_minor=0
        )
        customer_account_rows.add_account(work.tx, new)
        _record(work, None, new)
        return new


def change_account(store: Store, actor: Actor, number: str, wish: AccountWish, *, at: datetime) -> CustomerAccount:
    """Store other details, terms or another state of an account; the journal records which details, and not to what.

    Raises :class:`models.selling.customer_account.NoSuchAccount`, and what :func:`clean_account` and
    :func:`check_terms` raise.
    """
    check(actor, Permission.CHANGE_CUSTOMER_ACCOUNTS)
    with unit_of_work(store, actor, at=at) as work:
        before = customer_account_rows.get_account(work.tx, number)
        after = replace(before, details=_clean(wish.details), terms=check_terms(wish.terms), state=wish.state)
        if after != before:
            customer_account_rows.save_account(work.tx, after)
            _record(work, before, after)
        return after


def receive_account_payment(
    store: Store, actor: Actor, number: str, amount: Money, reference: str, *, at: datetime
) -> CustomerAccount:
    """Book that a customer paid at the bank; below zero, a payment is taken back that was booked by mistake.

    ``reference`` is the text of the bank. Raises :class:`models.selling.customer_account.WrongAccountPayment`,
    :class:`models.selling.customer_account.NoSuchAccount` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.TAKE_ACCOUNT_PAYMENTS)
    with unit_of_work(store, actor, at=at) as work:
        account = customer_account_rows.get_account(work.tx, number)
        if not amount.minor or amount.currency != work.station.shop.currency:
            raise WrongAccountPayment(amount)
        balance = customer_account_rows.change_balance(work.tx, account.id, -amount.minor)
        text = reason_text(reference)[:60]
        change_id = book_account_change(
            work, account, AccountChange.PAYMENT, -amount.minor, balance=balance, source=text
        )
        company = work.station.shop
        day = company.business_day(at)
        chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
        (entry_id,) = work.take_ids()
        ledger.post(work.tx, [entry_of_account_payment(entry_id, change_id, amount.minor, chart=chart, day=day)])
        return replace(account, balance_minor=balance)


def _clean(details: AccountDetails) -> AccountDetails:
    for text in (details.name, details.address, details.contact):
        check_no_card_data(text)
    return clean_account(details)


def _record(work: UnitOfWork, before: CustomerAccount | None, after: CustomerAccount) -> None:
    names = [each.name for each in fields(AccountDetails)]
    changed = (
        tuple(names)
        if before is None
        else tuple(name for name in names if getattr(before.details, name) != getattr(after.details, name))
    )
    work.record(
        CustomerAccountSet(
            after.id, after.number, after.terms.limit_minor, after.terms.days, after.state.value, changed
        )
    )
    if changed:
        seal_details(work, {account_subject(after.number): astuple(after.details)})
