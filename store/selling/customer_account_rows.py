"""Customer accounts: who may pay later, what each owes, and every change. Guarded statements: never over the limit."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from models.members.name_key import name_key
from models.selling.customer_account import (
    FIRST_NUMBER,
    AccountDetails,
    AccountEntry,
    AccountState,
    AccountTerms,
    CustomerAccount,
    NoSuchAccount,
)
from store import schema

_ACCOUNT, _ENTRY = schema.customer_account, schema.customer_account_entry
_VALUES = _ACCOUNT.c[
    *("id", "number", "name", "org_number", "address", "email", "contact", "language", "limit_minor", "days", "state"),
    "balance_minor",
]


def add_account(tx: sa.Connection, new: CustomerAccount) -> None:
    """Store an account of which nothing is owed yet."""
    tx.execute(_ACCOUNT.insert().values(id=new.id, number=new.number, **_values(new)))


def save_account(tx: sa.Connection, account: CustomerAccount) -> None:
    """Store who the customer is, the terms and the state of an account; not what is owed."""
    tx.execute(_ACCOUNT.update().where(_ACCOUNT.c.id == account.id).values(**_values(account)))


def next_number(view: sa.Connection) -> str:
    """The number of the next account, which no other has or had."""
    last = view.scalar(sa.select(sa.func.max(sa.cast(_ACCOUNT.c.number, sa.BigInteger))))
    return str(FIRST_NUMBER if last is None else int(last) + 1)


def find_account(view: sa.Connection, number: str) -> CustomerAccount | None:
    """The account of a number."""
    row = view.execute(sa.select(*_VALUES).where(_ACCOUNT.c.number == number)).one_or_none()
    return None if row is None else _account(row)


def get_account(view: sa.Connection, number: str) -> CustomerAccount:
    """The account of a number. Raises :class:`models.selling.customer_account.NoSuchAccount`."""
    account = find_account(view, number)
    if account is None:
        raise NoSuchAccount(number[:12])
    return account


def all_accounts(view: sa.Connection) -> list[CustomerAccount]:
    """Every account, by number."""
    rows = view.execute(sa.select(*_VALUES).order_by(sa.cast(_ACCOUNT.c.number, sa.BigInteger)))
    return [_account(row) for row in rows]


def search_accounts(view: sa.Connection, text: str, limit: int) -> list[CustomerAccount]:
    """Open accounts whose number is the text, or whose name has it, by name; without a text the first ones."""
    query = sa.select(*_VALUES).where(_ACCOUNT.c.state == AccountState.OPEN.value)
    if text:
        fits = _ACCOUNT.c.name_key.contains(name_key(text), autoescape=True) if name_key(text) else sa.false()
        query = query.where(sa.or_(_ACCOUNT.c.number == text, fits))
    return [_account(row) for row in view.execute(query.order_by(_ACCOUNT.c.name, _ACCOUNT.c.id).limit(limit))]


def has_open_account(view: sa.Connection) -> bool:
    """Whether anybody may buy on account."""
    query = sa.select(_ACCOUNT.c.id).where(_ACCOUNT.c.state == AccountState.OPEN.value).limit(1)
    return view.scalar(query) is not None


def owe_more(tx: sa.Connection, account_id: int, amount_minor: int) -> int | None:
    """Let an open account owe so much more; its new balance, ``None`` if the limit or the state forbids it."""
    fits = _ACCOUNT.c.balance_minor + amount_minor <= _ACCOUNT.c.limit_minor
    row = _ACCOUNT.update().where(_ACCOUNT.c.id == account_id, _ACCOUNT.c.state == AccountState.OPEN.value, fits)
    return tx.scalar(
        row.values(balance_minor=_ACCOUNT.c.balance_minor + amount_minor).returning(_ACCOUNT.c.balance_minor)
    )


def change_balance(tx: sa.Connection, account_id: int, amount_minor: int) -> int:
    """Let an account owe less, or more whatever its limit is; its new balance."""
    row = _ACCOUNT.update().where(_ACCOUNT.c.id == account_id)
    values = {"balance_minor": _ACCOUNT.c.balance_minor + amount_minor}
    return int(tx.scalar(row.values(**values).returning(_ACCOUNT.c.balance_minor)) or 0)


def add_entry(tx: sa.Connection, entry: AccountEntry) -> None:
    """Store a change. A payment at a till changes an account once: the database refuses a second entry."""
    tx.execute(
        _ENTRY.insert().values(
            id=entry.id,
            account_id=entry.account_id,
            source=entry.attempt_id or entry.id,
            change_kind=entry.change,
            amount_minor=entry.amount_minor,
            balance_minor=entry.balance_minor,
            attempt_id=entry.attempt_id,
            due_on=entry.due_on,
            reference=entry.reference,
            at=entry.at,
            business_day=entry.business_day,
            operator=entry.operator,
        )
    )


def entries_of(view: sa.Connection, account_id: int) -> list[AccountEntry]:
    """The changes of an account, oldest first."""
    return _entries(view, _ENTRY.c.account_id == account_id)


def all_account_entries(view: sa.Connection) -> list[AccountEntry]:
    """Every change of every account, in order."""
    return _entries(view, sa.true())


def receipts_of(view: sa.Connection, attempt_ids: Iterable[int]) -> dict[int, str]:
    """The receipts of payments at tills, as ``till-number``, by attempt: of the sale, or of what came back."""
    attempt, sale = schema.payment_attempt.c, schema.sale.c
    document = sa.or_(sale.id == attempt.basket_id, sale.settled_with == attempt.basket_id)
    query = (
        sa.select(attempt.id, attempt.kind, sale.kind.label("document"), sale.device_id, sale.receipt_number)
        .join_from(schema.payment_attempt, schema.sale, document)
        .where(attempt.id.in_(list(attempt_ids)))
    )
    document_of = {"charge": "sale", "refund": "refund"}
    receipts: dict[int, str] = {}
    for row in view.execute(query):
        if document_of[row.kind] == row.document or row.id not in receipts:
            receipts[row.id] = f"{row.device_id}-{row.receipt_number}"
    return receipts


def entry_of_document(view: sa.Connection, sale_id: int) -> AccountEntry | None:
    """The change that a sale on account, or what came back of one, made to its account; ``None`` if it made none."""
    attempt, sale = schema.payment_attempt.c, schema.sale.c
    document = sa.or_(sale.id == attempt.basket_id, sale.settled_with == attempt.basket_id)
    of_kind = sa.case((sale.kind == "refund", "refund"), else_="charge") == attempt.kind
    attempts = (
        sa.select(attempt.id)
        .join_from(schema.payment_attempt, schema.sale, sa.and_(document, of_kind))
        .where(sale.id == sale_id)
    )
    return next(iter(_entries(view, _ENTRY.c.attempt_id.in_(attempts))), None)


def account_of_id(view: sa.Connection, account_id: int) -> CustomerAccount:
    """The account with an id, which an entry names."""
    return _account(view.execute(sa.select(*_VALUES).where(_ACCOUNT.c.id == account_id)).one())


def _entries(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[AccountEntry]:
    columns = _ENTRY.c[
        *("id", "account_id", "change_kind", "amount_minor", "balance_minor", "attempt_id", "due_on", "reference"),
        *("at", "business_day", "operator"),
    ]
    query = sa.select(*columns).where(chosen).order_by(_ENTRY.c.at, _ENTRY.c.id)
    return [AccountEntry(*row) for row in view.execute(query)]


def _values(account: CustomerAccount) -> dict[str, object]:
    details, terms = account.details, account.terms
    return {
        "name": details.name,
        "name_key": name_key(details.name),
        "org_number": details.org_number,
        "address": details.address,
        "email": details.email,
        "contact": details.contact,
        "language": details.language,
        "limit_minor": terms.limit_minor,
        "days": terms.days,
        "state": account.state.value,
    }


def _account(row: sa.Row[tuple[object, ...]]) -> CustomerAccount:
    details = AccountDetails(row.name, row.org_number, row.address, row.email, row.contact, row.language)
    terms = AccountTerms(row.limit_minor, row.days)
    return CustomerAccount(row.id, row.number, details, terms, AccountState(row.state), row.balance_minor)
