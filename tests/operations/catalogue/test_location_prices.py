"""Prices of one location: what its till sells at, however a price is set, and what the journal records."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.facts.goods_import import GoodsImported
from models.facts.price import BulkPricesSet, PriceChanged, PricesWithdrawn, WithdrawnPrice
from models.facts.registry import read_fact
from models.pricing.bulk_price import PriceRule
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.access.tills import NoSuchLocation
from operations.catalogue.bulk_prices import SoldSince
from operations.catalogue.price_changes import NoSuchPrice, sell_at_shop_price, set_price, withdraw_price
from operations.labels.label_printing import waiting_labels
from operations.labels.label_reading import update_queue
from pipelines.pricing.bulk_price_run import apply_bulk_prices, plan_bulk_prices, undo_bulk_change
from store import catalogue, invariants, schema
from store.analysis.bulk_changes import bulk_changes
from store.analysis.goods_history import history_of
from store.catalogue import GoodsFilter
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at, gtin, kr, small_shop

ONE = timedelta(days=1)
SQUARE = 2


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def square(minor: int, first: date = DAY, until: date | None = None) -> Price:
    return Price("MILK", kr(minor), first, until, SQUARE)


def milk(store: Store, day: date = DAY) -> list[int]:
    """The price of milk in the shop, and at each location, however it is looked up."""
    found = []
    with store.view() as view:
        assert invariants.check_all(view) == []
        for place in (None, 1, SQUARE):
            one = catalogue.offering_by_sku(view, "MILK", day, place)
            assert catalogue.offering_by_gtin(view, gtin(1), day, place).price_minor == one.price_minor
            listed = catalogue.sellable_products(view, day, 100, location_id=place)
            assert [each for each, _ in listed if each.sku == "MILK"] == [one]
            found.append(one.price_minor)
    return found


def sold_at(store: Store, till: int, code: str = "MILK") -> int:
    basket = Operator(store, till).scan(code).basket
    assert basket is not None
    return basket.basket.lines[-1].unit_price.minor


def test_the_till_of_a_location_sells_its_price_and_the_others_that_of_the_shop(shop: Store) -> None:
    assert set_price(shop, OFFICE_ACTOR, square(2290), at=AT) == [square(2290)]
    assert set_price(shop, OFFICE_ACTOR, square(2290), at=AT) == []
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1790), DAY), at=AT)  # begins later, and does not win there
    assert milk(shop) == [1790, 1790, 2290]
    assert milk(shop, DAY - ONE) == [1990, 1990, 1990]
    assert [sold_at(shop, TILL), sold_at(shop, SECOND_TILL)] == [1790, 2290]


def test_a_product_that_only_a_location_prices_is_sold_there_alone(shop: Store) -> None:
    with shop.transaction() as tx:
        tx.execute(schema.price.delete().where(schema.price.c.sku == "MILK"))
        catalogue.add_prices(tx, [square(2290)])
    with shop.view() as view:
        listed = [[each.sku for each, _ in catalogue.sellable_products(view, DAY, 100, location_id=n)] for n in (1, 2)]
        lists = catalogue.count_goods(view, GoodsFilter(without_price=True), DAY)
    assert ["MILK" in each for each in listed] == [False, True]
    assert lists == 1
    assert sold_at(shop, SECOND_TILL) == 2290


def test_the_own_prices_of_a_location_end_and_days_that_are_over_keep_them(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, square(2290), at=AT)
    set_price(shop, OFFICE_ACTOR, square(2390, DAY + 3 * ONE), at=AT)
    assert len(sell_at_shop_price(shop, OFFICE_ACTOR, "MILK", SQUARE, DAY + ONE, at=AT)) == 2
    assert [milk(shop, DAY + n * ONE)[2] for n in range(5)] == [2290, 1990, 1990, 1990, 1990]
    assert sell_at_shop_price(shop, OFFICE_ACTOR, "MILK", SQUARE, DAY + ONE, at=AT) == []
    assert len(sell_at_shop_price(shop, OFFICE_ACTOR, "MILK", SQUARE, DAY, at=AT)) == 1
    assert milk(shop)[2] == 1990
    assert milk(shop, DAY + ONE)[0] == 1990
    with shop.view() as view:
        places = [
            value.location for each in history_of(view, "MILK") for value in each.values if value.field == "price"
        ]
    assert places == [None, SQUARE, SQUARE, SQUARE, SQUARE, SQUARE]


def test_what_is_of_another_place_or_may_not_be_changed_is_refused(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, square(2290, DAY + ONE), at=AT)
    with pytest.raises(NoSuchPrice):
        withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY + ONE, at=AT)
    with pytest.raises(NoSuchPrice):
        withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY + ONE, location_id=1, at=AT)
    with pytest.raises(NoSuchLocation):
        set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1), DAY, location_id=9), at=AT)
    with pytest.raises(NoSuchLocation):
        apply_bulk_prices(shop, OFFICE_ACTOR, plan_bulk_prices(shop, GoodsFilter(), RULE, DAY, location_id=9), at=AT)
    with pytest.raises(NotPermitted):
        sell_at_shop_price(shop, anna_at(TILL), "MILK", SQUARE, DAY + ONE, at=AT)
    withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY + ONE, location_id=SQUARE, at=AT)
    assert milk(shop, DAY + ONE) == [1990, 1990, 1990]


RULE = PriceRule(Decimal(5), 90)
DAIRY = GoodsFilter(category="dairy")


def bulk(store: Store, first: date = DAY) -> int:
    plan = plan_bulk_prices(store, DAIRY, RULE, first, location_id=SQUARE)
    number = apply_bulk_prices(store, OFFICE_ACTOR, plan, at=AT)
    assert number is not None
    return number


def test_a_bulk_change_of_a_location_begins_with_what_holds_there_and_is_taken_back(shop: Store) -> None:
    number = bulk(shop)
    assert milk(shop) == [1990, 1990, 2090]
    with shop.view() as view:
        assert bulk_changes(view)[number].location_id == SQUARE
    assert undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT) == 1
    assert milk(shop) == [1990, 1990, 1990]
    set_price(shop, OFFICE_ACTOR, square(3000), at=AT)
    number = bulk(shop)
    assert milk(shop) == [1990, 1990, 3190]
    undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT)
    assert milk(shop) == [1990, 1990, 3000]


def test_only_a_sale_at_the_location_keeps_its_bulk_change_from_being_taken_back(shop: Store) -> None:
    number = bulk(shop)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2090), DAY), at=AT)
    elsewhere = Operator(shop, TILL)
    elsewhere.scan("MILK")
    elsewhere.pay_cash()
    undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT)
    number = bulk(shop)
    here = Operator(shop, SECOND_TILL)
    here.scan("MILK")
    here.pay_cash()
    with pytest.raises(SoldSince):
        undo_bulk_change(shop, OFFICE_ACTOR, number, at=AT)


def test_a_label_states_the_price_of_its_location_and_the_lowest_one_there(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1490), DAY, DAY + ONE), at=AT)
    set_price(shop, OFFICE_ACTOR, square(1890, DAY, DAY + ONE), at=AT)
    update_queue(shop, OFFICE_ACTOR, at=AT)
    with shop.view() as view:
        texts = [each.text for place in (1, SQUARE) for each in waiting_labels(view, place, DAY) if each.sku == "MILK"]
    assert [(each.price, each.lowest) for each in texts] == [(kr(1490), kr(1990)), (kr(1890), kr(1990))]


def test_a_changed_price_of_a_location_breaks_an_invariant(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    set_price(sqlite_store, OFFICE_ACTOR, square(2290), at=AT)
    with sqlite_store.transaction() as tx:
        tx.execute(schema.location_price.update().values(price_minor=1))
    with sqlite_store.view() as view:
        assert [each.subject for each in invariants.check_all(view)] == [f"the price of MILK from {DAY} at location 2"]
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.location_price)) == 1


def test_facts_of_before_locations_had_prices_are_of_the_whole_shop() -> None:
    price = '{"price":1,"sku":"A","valid_from":"2020-01-01","valid_until":null}'
    changed = read_fact("price_changed", f'{{"prices":[{price}],"version":3}}').fact
    assert isinstance(changed, PriceChanged)
    assert [each.location for each in changed.prices] == [None]
    gone = read_fact("prices_withdrawn", '{"prices":[{"sku":"A","valid_from":"2020-01-01"}],"version":1}').fact
    assert gone == PricesWithdrawn((WithdrawnPrice("A", date(2020, 1, 1)),))
    line = '{"price":2,"replaced":1,"replaced_until":null,"sku":"A"}'
    bulk_row = (
        f'{{"change":7,"prices":[{line}],"rule":"+5 %","valid_from":"2020-01-01","valid_until":null,"version":1}}'
    )
    of_bulk = read_fact("bulk_prices_set", bulk_row).fact
    assert isinstance(of_bulk, BulkPricesSet)
    imported_row = (
        '{"created":[],"day":"2020-01-01","goods_import":1,"location":1,"portion":1,'
        f'"prices":[{line}],"replaced":[],"stock":[],"terms":[],"version":1}}'
    )
    imported = read_fact("goods_imported", imported_row).fact
    assert isinstance(imported, GoodsImported)
    assert [each.location for each in (*of_bulk.prices, *imported.prices)] == [None, None]
