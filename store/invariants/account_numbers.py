"""Which accounts of the books are for one purpose, and which for everything else."""

from __future__ import annotations

import sqlalchemy as sa

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from store import schema, shop


def accounts_of(view: sa.Connection, role: AccountRole) -> tuple[set[str], set[str]]:
    """The numbers of the accounts that a role has or had, and those of all other roles."""
    choice = schema.account_choice.c
    chosen = view.execute(sa.select(choice.role, choice.number)).all()
    company, roles = shop.find_shop(view), {row.role for row in chosen}
    usual = () if company is None else jurisdiction_of(company.country).accounts
    pairs = [(row.role, row.number) for row in chosen]
    pairs += [(each.role.value, each.number) for each in usual if each.role.value not in roles]
    return {n for name, n in pairs if name == role}, {n for name, n in pairs if name != role}


def booked_on(view: sa.Connection, role: AccountRole) -> int | None:
    """What is in the books on the accounts of a role, debit positive; ``None`` where they have another use, too."""
    own, others = accounts_of(view, role)
    if not own or own & others:
        return None
    amount = sa.func.coalesce(sa.func.sum(schema.posting.c.amount_minor), 0)
    return int(view.scalar(sa.select(amount).where(schema.posting.c.account.in_(own))) or 0)
