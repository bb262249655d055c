from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.demand.daily import demand_panel, ran_empty
from models.demand.panel import DemandPanel
from tests.doc_tables import table

FIRST = date(2026, 11, 2)
PRODUCTS = pl.DataFrame({"location_id": [1, 1], "sku": ["MILK", "TEA"], "category": ["dairy", "dry"]})
NOTHING = pl.DataFrame(schema={"location_id": pl.Int32, "sku": pl.String, "day": pl.Date, "units": pl.Float64})


def facts(*rows: tuple[str, int, float], location: int = 1) -> pl.DataFrame:
    """SKU, day of November 2026 (or before it, if below 1) and units."""
    made = [(location, sku, date(2026, 11, 1) + timedelta(day - 1), units) for sku, day, units in rows]
    return pl.DataFrame(made, schema=NOTHING.schema, orient="row")


def panel(sold: pl.DataFrame, stock: pl.DataFrame = NOTHING, *, cutoff: int = 6) -> DemandPanel:
    return demand_panel(PRODUCTS, sold, stock, first=FIRST, cutoff=date(2026, 11, cutoff))


def test_the_page_s_example_has_a_row_for_each_day_and_takes_returns_off() -> None:
    sold = facts(("MILK", 2, 3), ("MILK", 3, -2), ("MILK", 5, 5), ("MILK", 5, -1))
    expected = [float(cell) for cell in table("forecasting.md", "Daily demand")[0][1:]]

    assert panel(sold).units[0].tolist() == expected


@pytest.mark.parametrize(("at_end", "sold", "shown", "censored", "why"), table("forecasting.md", "Censored or not"))
def test_a_day_is_censored_as_the_page_says(at_end: str, sold: str, shown: str, censored: str, why: str) -> None:
    before = 5.0 if shown == "yes" else 0.0

    found = ran_empty(np.array([[float(sold)]]), np.array([[before, float(at_end.replace("−", "-"))]]))

    assert bool(found[0, 0]) == (censored == "yes"), why


def test_demand_begins_with_the_first_sale_or_the_first_stock() -> None:
    found = panel(facts(("MILK", 4, 1)), facts(("TEA", 3, 10)))

    assert np.isnan(found.units[0]).tolist() == [True, True, False, False, False]
    assert np.isnan(found.units[1]).tolist() == [True, False, False, False, False]


def test_stock_from_before_the_first_day_counts() -> None:
    found = panel(facts(("MILK", 3, 4)), facts(("MILK", -30, 9), ("MILK", -3, -5), ("MILK", 3, -4)))

    assert found.units[0].tolist() == [0, 4, 0, 0, 0]
    assert found.censored[0].tolist() == [False, True, True, True, True]


def test_a_delivery_ends_a_stock_out() -> None:
    found = panel(facts(("MILK", 2, 4)), facts(("MILK", 1, 4), ("MILK", 2, -4), ("MILK", 4, 6)))

    assert found.censored[0].tolist() == [True, True, False, False, False]


def test_where_nobody_books_stock_nothing_is_censored() -> None:
    sold = facts(("MILK", 2, 4), ("MILK", 4, 1))
    only_sales_booked = sold.with_columns(-pl.col("units"))

    assert not panel(sold).censored.any()
    assert not panel(sold, only_sales_booked).censored.any()


def test_a_busy_location_without_a_sale_was_closed_and_a_quiet_one_was_not() -> None:
    skus = [f"SKU{i}" for i in range(6)]
    products = pl.DataFrame({"location_id": [1] * 6, "sku": skus, "category": ["x"] * 6})
    busy = facts(*[(sku, day, 1.0) for sku in skus for day in (2, 3, 5)])
    quiet = busy.filter(pl.col("sku") == "SKU0")

    closed = demand_panel(products, busy, NOTHING, first=FIRST, cutoff=date(2026, 11, 5))
    opened = demand_panel(products, quiet, NOTHING, first=FIRST, cutoff=date(2026, 11, 5))

    assert np.isnan(closed.units).all(axis=0).tolist() == [False, False, True, False]
    assert opened.units[0].tolist() == [1, 1, 0, 1]


def test_a_location_closes_alone() -> None:
    skus = [f"SKU{i}" for i in range(6)]
    products = pl.DataFrame({"location_id": [1] * 6 + [2] * 6, "sku": skus * 2, "category": ["x"] * 12})
    here = facts(*[(sku, day, 1.0) for sku in skus for day in (2, 4)])
    there = facts(*[(sku, day, 1.0) for sku in skus for day in (2, 3, 4)], location=2)

    found = demand_panel(products, pl.concat([here, there]), NOTHING, first=FIRST, cutoff=date(2026, 11, 4))

    assert np.isnan(found.units[:6, 1]).all()
    assert not np.isnan(found.units[6:]).any()
    assert len(set(found.group.tolist())) == 2


def test_rows_in_any_order_make_the_same_panel() -> None:
    sold = facts(("MILK", 2, 3), ("TEA", 3, 2), ("MILK", 4, 1), ("MILK", 4, 2))
    stock = facts(("MILK", 1, 9), ("TEA", 1, 2), ("TEA", 3, -2), ("MILK", 2, -3))
    ordered = panel(sold, stock)

    mixed = sold.sample(fraction=1, shuffle=True, seed=5)
    shuffled = demand_panel(PRODUCTS.reverse(), mixed, stock.reverse(), first=FIRST, cutoff=date(2026, 11, 6))

    assert ordered.keys.equals(shuffled.keys)
    assert np.array_equal(ordered.units, shuffled.units, equal_nan=True)
    assert np.array_equal(ordered.censored, shuffled.censored)


def test_what_comes_after_the_cutoff_and_other_products_are_left_out() -> None:
    known = facts(("MILK", 2, 3))
    more = pl.concat([known, facts(("MILK", 7, 50), ("COFFEE", 2, 9)), facts(("MILK", 2, 9), location=2)])

    assert np.array_equal(panel(known).units, panel(more).units, equal_nan=True)


def test_a_cutoff_before_the_first_day_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="cutoff"):
        demand_panel(PRODUCTS, NOTHING, NOTHING, first=FIRST, cutoff=date(2026, 11, 1))
