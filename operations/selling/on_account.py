"""Purchases on a customer's account: within the limit, in the transaction that takes the payment."""

from __future__ import annotations

from models.facts.customer_account import CustomerAccountBooked
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.selling.customer_account import (
    AccountChange,
    AccountEntry,
    AccountIsBlocked,
    AccountState,
    CustomerAccount,
    OverLimit,
    due_day,
)
from operations.unit_of_work import UnitOfWork
from store.selling import customer_account_rows


def book_on_account(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> None:
    """Let the customer owe what an attempt took now, or owe what it gave back no more; nothing for other means.

    The reference of the attempt is the account's number. Raises
    :class:`models.selling.customer_account.NoSuchAccount`, :class:`models.selling.customer_account.AccountIsBlocked`
    or :class:`models.selling.customer_account.OverLimit`.
    """
    if after.order.method is not PaymentMethod.ON_ACCOUNT or before.is_paid or not after.is_paid:
        return
    number = after.answer.reference or after.order.original_reference or ""
    account = customer_account_rows.get_account(work.tx, number)
    if after.order.kind is AttemptKind.CHARGE:
        _buy(work, account, after)
    else:
        minor = -after.amount_taken.minor
        balance = customer_account_rows.change_balance(work.tx, account.id, minor)
        book_account_change(work, account, AccountChange.RETURN, minor, balance=balance, source=after.id)


def _buy(work: UnitOfWork, account: CustomerAccount, attempt: PaymentAttempt) -> None:
    amount = attempt.amount_taken
    if account.state is AccountState.BLOCKED:
        raise AccountIsBlocked(account.number)
    balance = customer_account_rows.owe_more(work.tx, account.id, amount.minor)
    if balance is None:
        raise OverLimit(account.number, amount, Money(account.left_minor, amount.currency))
    book_account_change(work, account, AccountChange.PURCHASE, amount.minor, balance=balance, source=attempt.id)


def book_account_change(
    work: UnitOfWork,
    account: CustomerAccount,
    change: AccountChange,
    minor: int,
    *,
    balance: int,
    source: int | str,
) -> int:
    """Store what changed an account, and its fact; the id of the change.

    ``source`` is the attempt at a till, or in the office the text of the bank.
    """
    attempt_id, reference = (source, "") if isinstance(source, int) else (None, source)
    (entry_id,) = work.take_ids()
    day = work.station.shop.business_day(work.at)
    due_on = due_day(day, account.terms) if change is AccountChange.PURCHASE else None
    operator = work.actor.operator_id
    customer_account_rows.add_entry(
        work.tx,
        AccountEntry(
            *(entry_id, account.id, change.value, minor, balance, attempt_id, due_on, reference, work.at, day),
            operator,
        ),
    )
    work.record(
        CustomerAccountBooked(entry_id, account.id, change.value, minor, balance, attempt_id, due_on, reference, day)
    )
    return entry_id
