"""What the ledger has of a month, and what accounts come to at its end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.payments.booked_payout import BookedPayout
from models.shop import DEVICE_SHIFT, DeviceKind
from store import ledger, schema, shop
from store.selling.payouts import all_payouts

_ENTRY, _POSTING = schema.entry.c, schema.posting.c


def ledger_sums(view: sa.Connection, first: date, last: date) -> dict[str, int]:
    """The sum of each account over the entries of business days from ``first`` to ``last``, debit positive."""
    return _sums(view, _ENTRY.business_day.between(first, last))


def taken_over_sums(view: sa.Connection, first: date, last: date) -> dict[str, int]:
    """As :func:`ledger_sums`, of entries that were taken over from another system."""
    imports = [each.id for each in shop.all_devices(view) if each.kind is DeviceKind.IMPORT]
    if not imports:
        return {}
    ranges = [_ENTRY.id.between(each << DEVICE_SHIFT, (each + 1 << DEVICE_SHIFT) - 1) for each in imports]
    return _sums(view, sa.and_(_ENTRY.business_day.between(first, last), sa.or_(*ranges)))


def balance_at(view: sa.Connection, role: AccountRole, last: date) -> int:
    """What the accounts that a role has or had come to after the business day ``last``, debit positive."""
    accounts = accounts_of(view, {role})
    return sum(amount for account, amount in _sums(view, _ENTRY.business_day <= last).items() if account in accounts)


def accounts_of(view: sa.Connection, roles: Collection[AccountRole]) -> frozenset[str]:
    """The numbers of all accounts that these roles have or had, those of the country included."""
    usual = jurisdiction_of(shop.get_shop(view).country).accounts
    usual_numbers = {each.number for each in usual if each.role in roles}
    return frozenset(usual_numbers | {each.number for each in ledger.account_choices(view) if each.role in roles})


def payouts_between(view: sa.Connection, first: date, last: date) -> list[BookedPayout]:
    """The payouts whose day is from ``first`` to ``last``, in the order in which they were booked."""
    return [each for each in all_payouts(view) if first <= each.day <= last]


def _sums(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> dict[str, int]:
    query = (
        sa.select(_POSTING.account, sa.func.sum(_POSTING.amount_minor))
        .join_from(schema.entry, schema.posting, _POSTING.entry_id == _ENTRY.id)
        .where(chosen)
        .group_by(_POSTING.account)
    )
    return {account: int(amount) for account, amount in view.execute(query)}
