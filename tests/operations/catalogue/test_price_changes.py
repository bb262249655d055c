"""Setting prices: the tables, the facts, and the instant at which a new price begins to sell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.access.actor import Actor
from models.facts.price import PricesWithdrawn
from models.facts.registry import read_fact
from models.pricing.price_change import PRICE_MINOR_MAX, PriceInPast, WrongPrice
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.catalogue.price_changes import NoSuchPrice, set_price, withdraw_price
from store import catalogue, invariants, journal, schema
from store.catalogue import UnknownProduct
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, kr, small_shop

ONE = timedelta(days=1)


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def price_of_milk(store: Store, day: date) -> int:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return catalogue.offering_by_sku(view, "MILK", day).price_minor


def rows_of_office(store: Store) -> int:
    with store.view() as view:
        return len(list(journal.read(view, OFFICE)))


def test_a_price_with_an_end_gives_way_to_the_one_before_it_and_setting_it_twice_is_once(shop: Store) -> None:
    campaign = Price("MILK", kr(1490), DAY, DAY + 7 * ONE)
    assert set_price(shop, OFFICE_ACTOR, campaign, at=AT) == [campaign]
    rows = rows_of_office(shop)
    assert set_price(shop, OFFICE_ACTOR, campaign, at=AT) == []
    assert rows_of_office(shop) == rows
    assert [price_of_milk(shop, DAY + n * ONE) for n in (-1, 0, 6, 7)] == [1990, 1490, 1490, 1990]


def test_a_price_of_today_that_a_campaign_of_today_replaces_goes_on_after_it(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2190), DAY), at=AT)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1490), DAY, DAY + 2 * ONE), at=AT)
    assert [price_of_milk(shop, DAY + n * ONE) for n in range(-1, 4)] == [1990, 1490, 1490, 2190, 2190]


def test_a_price_that_has_not_begun_can_be_withdrawn_and_one_that_has_cannot(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2190), DAY + ONE), at=AT)
    withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY + ONE, at=AT)
    assert price_of_milk(shop, DAY + ONE) == 1990
    with shop.view() as view:
        *_, last = (read_fact(row.kind, row.payload).fact for row in journal.read(view, OFFICE))
    assert isinstance(last, PricesWithdrawn)
    with pytest.raises(NoSuchPrice):
        withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY + ONE, at=AT)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2190), DAY), at=AT)
    with pytest.raises(PriceInPast):
        withdraw_price(shop, OFFICE_ACTOR, "MILK", DAY, at=AT)
    assert price_of_milk(shop, DAY) == 2190


def test_prices_that_cannot_be_are_refused(shop: Store) -> None:
    before = rows_of_office(shop)
    for price, error in (
        (Price("MILK", kr(1), DAY - ONE), PriceInPast),
        (Price("MILK", kr(PRICE_MINOR_MAX + 1), DAY), WrongPrice),
        (Price("CHEESE", kr(1), DAY), UnknownProduct),
    ):
        with pytest.raises(error):
            set_price(shop, OFFICE_ACTOR, price, at=AT)
    assert rows_of_office(shop) == before


def test_whoever_may_not_change_prices_changes_none(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    for actor in (Actor("anna", OFFICE), Actor("schedule", OFFICE)):
        with pytest.raises(NotPermitted):
            set_price(sqlite_store, actor, Price("MILK", kr(1), DAY), at=AT)
        with pytest.raises(NotPermitted):
            withdraw_price(sqlite_store, actor, "MILK", DAY, at=AT)
    assert price_of_milk(sqlite_store, DAY) == 1990


@pytest.mark.parametrize("first", [date(2027, 3, 28), date(2026, 10, 25)], ids=["an hour less", "an hour more"])
@pytest.mark.parametrize("closes", [time(0), time(4)], ids=["midnight", "four in the night"])
def test_a_price_sells_from_the_instant_at_which_the_day_of_the_shop_turns(
    shop: Store, first: date, closes: time
) -> None:
    with shop.transaction() as tx:
        tx.execute(schema.shop.update().values(day_closes_at=closes))
    turns = datetime.combine(first, closes, ZoneInfo("Europe/Stockholm"))
    set_price(
        shop, OFFICE_ACTOR, Price("MILK", kr(2190), first), at=datetime.combine(first, time(), turns.tzinfo) - 9 * ONE
    )
    sold = []
    for moment in (turns - timedelta(microseconds=1), turns):
        at = datetime.fromtimestamp(moment.timestamp(), ZoneInfo("UTC"))
        basket = Operator(shop).scan("MILK", at=at).basket
        assert basket is not None
        sold.append(basket.basket.lines[-1].unit_price)
    assert sold == [kr(1990), kr(2190)]
