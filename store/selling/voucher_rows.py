"""Deposit vouchers: in an open basket, or spent on a sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.selling.deposit_voucher import DepositVoucher
from store import schema
from store.database.upsert import insert_for

_TABLE = schema.deposit_voucher


@dataclass(frozen=True, slots=True)
class StoredVoucher:
    """The newest use of a voucher's number: the basket that holds it, or the sale that it paid for."""

    number: str
    amount_minor: int
    taken_at: datetime
    basket_id: int | None
    sale_id: int | None


def find_voucher(view: sa.Connection, number: str) -> StoredVoucher | None:
    """The newest use of a number."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.number == number)).one_or_none()
    return None if row is None else StoredVoucher(*row)


def all_vouchers(view: sa.Connection) -> list[StoredVoucher]:
    """The newest use of each number of the shop."""
    return [StoredVoucher(*row) for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.number))]


def claim_voucher(tx: sa.Connection, voucher: DepositVoucher, basket_id: int, at: datetime, since: datetime) -> bool:
    """Let a basket hold a voucher whose number paid for nothing after ``since``; ``False`` if it did, or is held.

    Of two tills that ask at once one gets it.
    """
    values = {"amount_minor": voucher.amount_minor, "taken_at": at, "basket_id": basket_id, "sale_id": None}
    insert = insert_for(tx, _TABLE).values(number=voucher.number, **values)
    is_old = sa.and_(_TABLE.c.sale_id.is_not(None), _TABLE.c.taken_at <= since)
    claim = insert.on_conflict_do_update(index_elements=["number"], set_=values, where=is_old)
    return tx.scalar(claim.returning(_TABLE.c.number)) is not None


def free_vouchers(tx: sa.Connection, basket_id: int, numbers: Sequence[str] | None = None) -> None:
    """Forget what a basket holds: some vouchers of it, or all. They are good for another purchase."""
    of_basket = _TABLE.c.basket_id == basket_id
    tx.execute(_TABLE.delete().where(of_basket if numbers is None else of_basket & _TABLE.c.number.in_(numbers)))


def spend_vouchers(tx: sa.Connection, basket_id: int, sale_id: int, at: datetime) -> int:
    """Store that what a basket holds paid for a sale, and return how many vouchers did."""
    waiting = _TABLE.update().where(_TABLE.c.basket_id == basket_id)
    return tx.execute(waiting.values(basket_id=None, sale_id=sale_id, taken_at=at)).rowcount
