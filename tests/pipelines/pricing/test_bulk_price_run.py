"""Bulk changes: set in portions, on the right days, and taken back whole until something was sold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.access.actor import Actor
from models.pricing.bulk_price import PriceRule
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.catalogue.bulk_prices import SoldSince, undo_bulk_prices
from operations.catalogue.price_changes import set_price
from pipelines.pricing import bulk_price_run
from pipelines.pricing.bulk_price_run import (
    UnknownBulkChange,
    apply_bulk_prices,
    plan_bulk_prices,
    undo_bulk_change,
)
from store import catalogue, invariants
from store.analysis.bulk_changes import bulk_changes
from store.catalogue import GoodsFilter
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, PRICES, Operator, kr, small_shop

ONE = timedelta(days=1)
RULE = PriceRule(Decimal(5), 90)
CHANGED = {"MILK": 2090, "BANANAS": 2590, "NAPKINS": 2590, "LUNCH": 13590, "PAPER": 3690, "STAMPS": 23090}


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_price_run, "SET_AT_ONCE", 4)
    monkeypatch.setattr(bulk_price_run, "READ_AT_ONCE", 4)


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def prices_on(store: Store, day: date) -> dict[str, int]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return {sku: catalogue.offering_by_sku(view, sku, day).price_minor for sku in PRICES}


def change(store: Store, first: date, until: date | None = None) -> int:
    plan = plan_bulk_prices(store, GoodsFilter(), RULE, first, until)
    assert {each.sku: each.after for each in plan.prices} == CHANGED
    number = apply_bulk_prices(store, OFFICE_ACTOR, plan, at=AT)
    assert number is not None
    return number


@pytest.mark.parametrize("first", [DAY, DAY + ONE], ids=["today", "tomorrow"])
@pytest.mark.parametrize("days", [None, 2], ids=["for good", "for two days"])
def test_prices_change_on_their_days_and_go_back_when_the_change_is_undone(
    shop: Store, first: date, days: int | None
) -> None:
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1980), first), at=AT)
    until = first + days * ONE if days else None
    number = change(shop, first, until)
    assert prices_on(shop, first) == CHANGED
    after = prices_on(shop, first + 3 * ONE)
    assert after == (CHANGED if days is None else PRICES | {"MILK": 1980})

    assert undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT) == len(CHANGED)
    assert undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT) == 0
    for day in (first, first + ONE, first + 5 * ONE):
        assert prices_on(shop, day) == PRICES | {"MILK": 1980}, day
    with shop.view() as view:
        (known,) = bulk_changes(view).values()
    assert (known.count, known.undone, known.operator, len(known.portions)) == (6, set(CHANGED), "office", 2)


def test_a_change_that_began_yesterday_is_undone_from_today_on_and_its_past_stays(shop: Store) -> None:
    number = change(shop, DAY)
    undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT + ONE)
    assert prices_on(shop, DAY) == CHANGED
    assert prices_on(shop, DAY + ONE) == PRICES


def test_nothing_is_undone_once_something_was_sold_at_the_new_price(shop: Store) -> None:
    number = change(shop, DAY)
    seller = Operator(shop)
    seller.scan("MILK")
    seller.pay_cash()
    with pytest.raises(SoldSince) as refused:
        undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT)
    assert refused.value.count == 1
    assert prices_on(shop, DAY) == CHANGED


def test_what_was_sold_hinders_every_portion_before_the_first_one_is_undone(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_price_run, "SET_AT_ONCE", 1)
    number = change(shop, DAY)
    with shop.view() as view:
        *_, last = bulk_changes(view)[number].portions
    seller = Operator(shop)
    seller.scan(last.prices[0].sku)
    seller.pay_cash()
    with pytest.raises(SoldSince):
        undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT)
    assert prices_on(shop, DAY) == CHANGED
    with pytest.raises(SoldSince):  # sold after all portions were looked at, before this one's turn
        undo_bulk_prices(shop, OFFICE_ACTOR, last, at=AT)
    assert prices_on(shop, DAY) == CHANGED


def test_a_sale_at_the_old_price_before_the_change_hinders_nothing(shop: Store) -> None:
    seller = Operator(shop)
    seller.scan("MILK")
    seller.pay_cash()
    assert undo_bulk_change(shop, OFFICE_ACTOR, change(shop, DAY), at=AT) == len(CHANGED)


def test_a_price_that_somebody_set_since_stays(shop: Store) -> None:
    number = change(shop, DAY)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2222), DAY), at=AT)
    assert undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT) == len(CHANGED) - 1
    assert prices_on(shop, DAY) == PRICES | {"MILK": 2222}


def test_a_price_that_changed_after_the_preview_is_not_overwritten_and_setting_twice_is_once(shop: Store) -> None:
    plan = plan_bulk_prices(shop, GoodsFilter(), RULE, DAY)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2222), DAY), at=AT)
    for _ in range(2):
        apply_bulk_prices(shop, OFFICE_ACTOR, plan, at=AT)
    assert prices_on(shop, DAY) == CHANGED | {"MILK": 2222}
    with shop.view() as view:
        assert [each.count for each in bulk_changes(view).values()] == [len(CHANGED) - 1]


def test_who_may_not_change_prices_neither_sets_nor_undoes(shop: Store) -> None:
    number = change(shop, DAY + ONE)
    nobody = Actor("schedule", OFFICE)
    plan = plan_bulk_prices(shop, GoodsFilter(), RULE, DAY)
    with pytest.raises(NotPermitted):
        apply_bulk_prices(shop, nobody, plan, at=AT)
    with pytest.raises(NotPermitted):
        undo_bulk_change(shop, nobody, number, at=AT)
    with pytest.raises(UnknownBulkChange):
        undo_bulk_change(shop, OFFICE_ACTOR, number + 1, at=AT)
    assert prices_on(shop, DAY) == PRICES
