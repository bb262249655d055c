"""Coupons stay as they were journalled: whoever makes, frees or moves one behind our back is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
import sqlalchemy as sa

from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.selling.till_event import ShowCode
from operations.catalogue.coupon_making import make_coupons
from operations.catalogue.promotion_changes import create_promotion
from store import invariants, schema
from store.database.engine import Store
from store.invariants import recorded_coupons
from tests.builders import AT, OFFICE_ACTOR, Operator, small_shop
from tests.faults.tampering import Undone
from tests.operations.selling.test_promoted_sales import ALWAYS

FIVE_OFF = Promotion(0, "5 kr av", PromotionKind.AMOUNT, (Slot(),), ALWAYS, amount_minor=500, coupon=ONE_TIME)
_COUPON = schema.coupon
_SPENT = _COUPON.c.sale_id.is_not(None)

#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[Callable[[], sa.Update | sa.Delete | sa.Insert], str]] = {
    "a spent coupon is good again": (lambda: _COUPON.update().where(_SPENT).values(sale_id=None), "is stored as"),
    "a coupon is spent on a sale that had none": (
        lambda: (
            _COUPON.update()
            .where(~_SPENT)
            .values(basket_id=None, sale_id=sa.select(sa.func.min(schema.sale.c.id)).scalar_subquery())
        ),
        "is stored as",
    ),
    "a coupon is of another promotion": (lambda: _COUPON.update().values(promotion_id=9), "is stored as"),
    "a coupon is gone": (lambda: _COUPON.delete().where(~_SPENT), "is recorded in the journal but not stored"),
    "a coupon that nobody made": (
        lambda: _COUPON.insert().values(code="KXC0000000000", promotion_id=1, made_at=AT),
        "is stored but not recorded in the journal",
    ),
}


@pytest.fixture
def shop(store: Store) -> Store:
    """A shop with a coupon that was spent, and one that is free."""
    small_shop(store)
    promotion = create_promotion(store, OFFICE_ACTOR, FIVE_OFF, at=AT)
    codes = make_coupons(store, OFFICE_ACTOR, promotion.id, 2, at=AT)
    anna = Operator(store)
    anna.scan("MILK")
    anna.do(ShowCode, code=codes[0])
    anna.pay_cash()
    return store


def test_a_forged_coupon_is_found(shop: Store) -> None:
    without = [each for each in invariants.INVARIANTS if each not in recorded_coupons.INVARIANTS]
    for way, (forge, words) in FORGERIES.items():
        with suppress(Undone), shop.transaction() as tx:
            tx.execute(forge())
            found = [each for rule in recorded_coupons.INVARIANTS for each in rule.check(tx)]
            assert all(each.rule == "C8" and each.subject.startswith("coupon KXC") for each in found), found
            assert any(words in each.found for each in found), (way, found)
            assert [each for rule in without for each in rule.check(tx)] == [], f"control: another rule finds {way}"
            raise Undone
    with shop.view() as view:
        assert invariants.check_all(view) == []
