"""Coupons for one purchase each: free, in an open basket, or spent on a sale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from store import schema

_TABLE = schema.coupon


@dataclass(frozen=True, slots=True)
class StoredCoupon:
    """A coupon, the open basket that holds it, and the sale on which it was spent; one of them at most."""

    code: str
    promotion_id: int
    made_at: datetime
    basket_id: int | None
    sale_id: int | None


def add_coupons(tx: sa.Connection, promotion_id: int, codes: Iterable[str], at: datetime) -> None:
    """Store new coupons of a promotion."""
    tx.execute(_TABLE.insert(), [{"code": code, "promotion_id": promotion_id, "made_at": at} for code in codes])


def find_coupon(view: sa.Connection, code: str) -> StoredCoupon | None:
    """The coupon with that whole code."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.code == code)).one_or_none()
    return None if row is None else _stored(row)


def coupons_of(view: sa.Connection, promotion_id: int) -> list[StoredCoupon]:
    """The coupons of a promotion, the newest first."""
    query = (
        sa.select(_TABLE).where(_TABLE.c.promotion_id == promotion_id).order_by(_TABLE.c.made_at.desc(), _TABLE.c.code)
    )
    return [_stored(row) for row in view.execute(query)]


def all_coupons(view: sa.Connection) -> list[StoredCoupon]:
    """Every coupon of the shop."""
    return [_stored(row) for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.code))]


def coupons_on(view: sa.Connection, sale_id: int) -> list[StoredCoupon]:
    """The coupons that were spent on a sale."""
    query = sa.select(_TABLE).where(_TABLE.c.sale_id == sale_id).order_by(_TABLE.c.code)
    return [_stored(row) for row in view.execute(query)]


def claim_coupon(tx: sa.Connection, code: str, basket_id: int) -> bool:
    """Let a basket hold a free coupon; ``False`` if it was not free. Of two tills that ask at once one gets it."""
    is_free = sa.and_(_TABLE.c.code == code, _TABLE.c.basket_id.is_(None), _TABLE.c.sale_id.is_(None))
    return tx.execute(_TABLE.update().where(is_free).values(basket_id=basket_id)).rowcount == 1


def free_coupons(tx: sa.Connection, basket_id: int, codes: Sequence[str] | None = None) -> None:
    """Let other baskets have what a basket holds: some coupons of it, or all."""
    of_basket = _TABLE.c.basket_id == basket_id
    chosen = of_basket if codes is None else sa.and_(of_basket, _TABLE.c.code.in_(codes))
    tx.execute(_TABLE.update().where(chosen).values(basket_id=None))


def spend_coupon(tx: sa.Connection, code: str, basket_id: int, sale_id: int) -> None:
    """Store that a coupon which a basket holds was spent on a sale."""
    of_basket = sa.and_(_TABLE.c.code == code, _TABLE.c.basket_id == basket_id)
    changed = tx.execute(_TABLE.update().where(of_basket).values(basket_id=None, sale_id=sale_id)).rowcount
    assert changed == 1, f"coupon {code} is not of_basket by basket {basket_id}"


def move_coupon(tx: sa.Connection, code: str, sale_id: int | None) -> None:
    """Store that a spent coupon was spent on another sale, or on none after all."""
    tx.execute(_TABLE.update().where(_TABLE.c.code == code).values(sale_id=sale_id))


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredCoupon:
    return StoredCoupon(row.code, row.promotion_id, row.made_at, row.basket_id, row.sale_id)
