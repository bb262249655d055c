"""Frames that demand is learned from, against the sales they come from. On both databases."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from models.pricing.price_list import Price
from models.stock.movement import MovementReason, StockMovement
from operations.installation.opening import Range, register_range
from store import shop, stock
from store.analysis import demand_frames
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, PRODUCTS, kr, small_shop
from tests.trade import FIRST, OPENING, trading_shop

UNTIL = DAY + timedelta(days=1)
DAY_BEFORE = FIRST - timedelta(days=1)


def by_key(frame: pl.DataFrame) -> dict[tuple[int, str, date], float]:
    rows = {(place, sku, day): units for place, sku, day, units in frame.iter_rows()}
    assert len(rows) == frame.height
    return rows


def test_units_sold_are_the_sums_of_the_sale_lines_by_location_sku_and_day(store: Store) -> None:
    sums: dict[tuple[int, str, date], Decimal] = defaultdict(Decimal)
    for sale in trading_shop(store):
        for line in sale.lines:
            sums[sale.origin.location_id, line.sku, sale.origin.business_day] += line.quantity

    with store.view() as view:
        found = demand_frames.units_sold(view, FIRST, UNTIL)

    assert by_key(found) == {key: float(units) for key, units in sums.items()}
    assert found.schema == {"location_id": pl.Int32, "sku": pl.String, "day": pl.Date, "units": pl.Float64}


def test_units_sold_keep_to_their_days(store: Store) -> None:
    trading_shop(store)
    with store.view() as view:
        found = demand_frames.units_sold(view, FIRST + timedelta(days=3), FIRST + timedelta(days=5))

    assert found["day"].unique().sort().to_list() == [FIRST + timedelta(days=3), FIRST + timedelta(days=4)]


def test_what_moved_before_the_first_day_is_one_row_on_the_day_before(store: Store) -> None:
    trading_shop(store)
    with store.view() as view:
        whole = demand_frames.stock_moved(view, FIRST, UNTIL)
        later = demand_frames.stock_moved(view, DAY, UNTIL)
        levels = {key: float(units) for key, units in stock.levels(view).items()}

    for moved in (whole, later):
        sums = moved.group_by("location_id", "sku").agg(pl.col("units").sum().round(3))
        assert {(place, sku): units for place, sku, units in sums.iter_rows()} == levels
    assert later["day"].unique().sort().to_list() == [DAY - timedelta(days=1), DAY]
    assert DAY_BEFORE not in whole["day"]


def test_stock_of_the_first_day_is_the_delivery_less_what_was_sold(store: Store) -> None:
    sales = trading_shop(store)
    sold = sum(
        line.quantity
        for sale in sales
        for line in sale.lines
        if (line.sku, sale.origin.location_id, sale.origin.business_day) == ("MILK", 1, FIRST)
    )
    with store.view() as view:
        moved = by_key(demand_frames.stock_moved(view, FIRST, UNTIL))

    assert moved[1, "MILK", FIRST] == OPENING["MILK"] - float(sold)


def test_movements_of_later_days_are_not_seen(store: Store) -> None:
    small_shop(store)
    with store.transaction() as tx:
        ids = shop.take_ids(tx, OFFICE, 2)
        moves = [
            StockMovement(fact, 1, 1, "MILK", Decimal(units), MovementReason.DELIVERY, AT, DAY + timedelta(days=ahead))
            for fact, units, ahead in zip(ids, (7, 50), (0, 1), strict=True)
        ]
        stock.record_movements(tx, moves)
    with store.view() as view:
        assert by_key(demand_frames.stock_moved(view, DAY, UNTIL)) == {(1, "MILK", DAY): 7.0}


def test_the_days_of_sales_are_the_first_and_the_last_before_a_day(store: Store) -> None:
    trading_shop(store)
    with store.view() as view:
        assert demand_frames.sale_days(view, UNTIL) == (FIRST, DAY)
        assert demand_frames.sale_days(view, DAY) == (FIRST, DAY - timedelta(days=1))
        assert demand_frames.sale_days(view, FIRST) is None


def test_only_products_that_are_sold_count(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        found = demand_frames.active_products(view)

    assert dict(found.iter_rows()) == {product.sku: product.category for product in PRODUCTS}


def test_prices_are_those_of_products_with_a_campaign(store: Store) -> None:
    small_shop(store)
    campaign = Price("MILK", kr(1490), DAY, DAY + timedelta(days=7))
    register_range(
        store, OFFICE_ACTOR, Range(prices=(campaign, Price("MILK", kr(2190), DAY + timedelta(days=60)))), at=AT
    )
    with store.view() as view:
        found = demand_frames.prices(view, DAY + timedelta(days=28)).sort("valid_from")
        none_yet = demand_frames.prices(view, DAY)

    assert found.rows() == [
        ("MILK", date(2020, 1, 1), None, 1990),
        ("MILK", DAY, DAY + timedelta(days=7), 1490),
    ]
    assert none_yet["price_minor"].to_list() == [1990]
    own = Price("NAPKINS", kr(1990), DAY, DAY + timedelta(days=7), location_id=2)
    register_range(store, OFFICE_ACTOR, Range(prices=(own,)), at=AT)
    with store.view() as view:
        assert set(demand_frames.prices(view, DAY)["sku"]) == {"MILK", "NAPKINS"}
        assert demand_frames.location_prices(view, DAY).is_empty()
        assert demand_frames.location_prices(view, DAY + timedelta(days=1)).rows() == [
            (2, "NAPKINS", DAY, DAY + timedelta(days=7), 1990)
        ]


def test_an_empty_shop_has_empty_frames_of_the_same_types(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        sold, moved = demand_frames.units_sold(view, DAY, UNTIL), demand_frames.stock_moved(view, DAY, UNTIL)

    assert sold.height == moved.height == 0
    assert sold.schema == moved.schema == {
        "location_id": pl.Int32, "sku": pl.String, "day": pl.Date, "units": pl.Float64
    }  # fmt: skip
