"""Promotions are stored with each version, once and with their facts, and read as they were at any instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from models.card_data import CardDataRefused
from models.promotions.promotion import GoodsGroup, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from operations.access.permissions import NotPermitted
from operations.catalogue.product_checks import UnknownCategory
from operations.catalogue.promotion_changes import change_promotion, create_promotion, end_promotion
from store import invariants, journal
from store.catalogue import UnknownProduct
from store.catalogue.promotion_rows import NoSuchPromotion, list_promotions, promotions_at
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, small_shop

DAY = AT.date()
ALWAYS = PromotionTime(date(2026, 1, 1), weekdays=frozenset({4, 5}), from_minute=22 * 60, until_minute=60)
MILK = Slot(GoodsGroup(frozenset({"MILK"}), frozenset({"dairy"})), 3)
THREE_FOR_TWO = Promotion(0, "3 för 2", PromotionKind.CHEAPEST_FREE, (MILK,), ALWAYS)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def held(shop: Store, at: datetime, day: date = DAY) -> list[Promotion]:
    with shop.view() as view:
        return sorted(promotions_at(view, at, day).promotions, key=lambda each: each.id)


def rows(shop: Store) -> int:
    with shop.view() as view:
        assert invariants.check_all(view) == []
        return len(list(journal.read(view, OFFICE)))


def test_a_promotion_is_read_as_it_was_at_each_instant(shop: Store) -> None:
    first = create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    assert first == replace(THREE_FOR_TWO, id=1)
    changed = replace(first, name="4 för 3", slots=(replace(MILK, pieces=4),))
    assert change_promotion(shop, OFFICE_ACTOR, changed, at=AT + A_MINUTE)
    before = rows(shop)
    assert not change_promotion(shop, OFFICE_ACTOR, changed, at=AT + 2 * A_MINUTE)
    assert rows(shop) == before
    assert end_promotion(shop, OFFICE_ACTOR, 1, at=AT + 3 * A_MINUTE) == changed
    moments = [AT - A_MINUTE, AT, AT + A_MINUTE, AT + 3 * A_MINUTE]
    assert [held(shop, at) for at in moments] == [[], [first], [changed], []]
    assert rows(shop) == before + 1


def test_what_is_over_is_not_read_but_listed(shop: Store) -> None:
    ends = replace(THREE_FOR_TWO, time=replace(ALWAYS, until=DAY))
    create_promotion(shop, OFFICE_ACTOR, ends, at=AT)
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    assert [each.id for each in held(shop, AT)] == [1, 2]  # its last night goes on after midnight
    assert [each.id for each in held(shop, AT, DAY + timedelta(days=1))] == [2]
    with shop.view() as view:
        assert [each.promotion.id for each in list_promotions(view)] == [2, 1]


def test_a_promotion_that_cannot_be_is_refused_and_nothing_is_stored(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    end_promotion(shop, OFFICE_ACTOR, 1, at=AT)
    before = rows(shop)
    unknown, nowhere = GoodsGroup(frozenset({"NONE"})), GoodsGroup(categories=frozenset({"none"}))
    for wanted, error in (
        (replace(THREE_FOR_TWO, slots=(Slot(unknown, 3),)), UnknownProduct),
        (replace(THREE_FOR_TWO, slots=(Slot(nowhere, 3),)), UnknownCategory),
        (replace(THREE_FOR_TWO, name="4111 1111 1111 1111"), CardDataRefused),
    ):
        with pytest.raises(error):
            create_promotion(shop, OFFICE_ACTOR, wanted, at=AT)
    with pytest.raises(NotPermitted):
        create_promotion(shop, anna_at(1), THREE_FOR_TWO, at=AT)
    for number in (1, 7):
        with pytest.raises(NoSuchPromotion):
            change_promotion(shop, OFFICE_ACTOR, replace(THREE_FOR_TWO, id=number), at=AT)
        with pytest.raises(NoSuchPromotion):
            end_promotion(shop, OFFICE_ACTOR, number, at=AT)
    assert rows(shop) == before


@pytest.mark.parametrize("change", ["UPDATE promotion SET terms = replace(terms, '3', '2')", "DELETE FROM promotion"])
def test_a_promotion_that_was_changed_behind_the_journal_is_found(shop: Store, change: str) -> None:
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    with shop.transaction() as tx:
        tx.exec_driver_sql(change)
    with shop.view() as view:
        assert {each.rule for each in invariants.check_all(view)} == {"C8"}
