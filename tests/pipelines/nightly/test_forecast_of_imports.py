"""An import has no information of stock. From lists of products and sales to proposals, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.catalogue.product import TaxCategory
from models.demand.daily import demand_panel
from models.quantity import Unit
from models.selling.basket import BasketLine
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason
from operations.bulk.past_trade import save_history
from operations.installation.shop_setup import FIRST_DEVICES
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from pipelines.nightly.forecast import forecast_demand
from pipelines.nightly.reorder import reorder
from store import replenishment, stock
from store.analysis import demand_frames
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE_ACTOR, kr

DAYS = 240
FIRST = DAY - timedelta(days=DAYS)
STAPLES = tuple(f"STAPLE{n}" for n in range(8))
#: Sold every day until so many days before the import.
GONE_DAYS = 200
TILL, OFFICE = FIRST_DEVICES[0].id, FIRST_DEVICES[1].id


@pytest.fixture
def imported(store: Store, tmp_path: Path) -> Store:
    """A shop whose products and past sales come from elsewhere: staples, and one that was given up long ago."""
    skus = (*STAPLES, "GONE")
    products = "\n".join(f"{sku};{sku.title()};20,00;10,00;6;food;{0 if sku == 'GONE' else 40}" for sku in skus)
    (tmp_path / "products.csv").write_text(f"SKU;Name;Price;Cost;Case pack;Tax;Stock\n{products}\n")
    assert import_products(store, tmp_path / "products.csv", ImportOptions(), at=AT).saved == len(skus)
    lines = [
        f"{n};{FIRST + timedelta(days=n)} 12:00;{sku};2;20,00"
        for n in range(DAYS)
        for sku in (skus if n < DAYS - GONE_DAYS else STAPLES)
    ]
    (tmp_path / "sales.csv").write_text("\n".join(["Receipt;Date;SKU;Quantity;Price", *lines, ""]))
    assert import_sales(store, tmp_path / "sales.csv", ImportOptions(), at=AT).saved == DAYS
    return store


def proposed(store: Store) -> dict[str, Decimal]:
    with store.view() as view:
        return {line.sku: line.quantity for each in replenishment.open_proposals(view) for line in each.lines}


def censored_days(store: Store, until: date) -> dict[str, list[date]]:
    with store.view() as view:
        sold = demand_frames.units_sold(view, FIRST, until)
        moved = demand_frames.stock_moved(view, FIRST, until)
        products = sold.select("location_id", "sku").unique().with_columns(category=pl.lit("any"))
    panel = demand_panel(products, sold, moved, first=FIRST, cutoff=until - timedelta(days=1))
    found: dict[str, list[date]] = {}
    for row, day in np.argwhere(panel.open & panel.censored).tolist():
        found.setdefault(panel.keys["sku"][row], []).append(panel.first_day + timedelta(day))
    return found


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def sell(store: Store, units: dict[str, int], *, on: date) -> None:
    """A receipt of the shop's own till."""
    lines = tuple(
        BasketLine(
            position=position,
            sku=sku,
            gtin=None,
            name=sku,
            unit=Unit.PIECE,
            quantity=Decimal(units[sku]),
            unit_price=kr(2000),
            discount=kr(0),
            tax_category=TaxCategory.FOOD,
            cost=None,
        )
        for position, sku in enumerate(units, start=1)
    )
    save_history(store, OFFICE_ACTOR, History({TILL: [PastSale(noon(on), lines, TenderKind.CARD, "anna")]}))


def test_what_was_given_up_before_the_import_falls_asleep_and_is_not_ordered(imported: Store) -> None:
    outcome = forecast_demand(imported, at=AT)
    reorder(imported, at=AT)

    assert (outcome.products, outcome.inactive) == (len(STAPLES), 1)
    assert "GONE" not in proposed(imported)
    with imported.view() as view:
        assert check_all(view) == []


def test_the_end_of_imported_receipts_is_no_empty_shelf(imported: Store) -> None:
    assert censored_days(imported, DAY) == {}


def test_goods_that_ran_out_of_what_was_seen_are_out_of_stock_and_ordered(imported: Store) -> None:
    # Forty of each were on the shelf at the import: one sells them all on the next day, the others two a day.
    days = [DAY + timedelta(days=n) for n in range(1, 10)]
    for day in days:
        sell(imported, dict.fromkeys(STAPLES[1:], 2) | ({STAPLES[0]: 40} if day == days[0] else {}), on=day)

    forecast_demand(imported, at=AT + timedelta(days=10))
    reorder(imported, at=AT + timedelta(days=10))

    assert censored_days(imported, DAY + timedelta(days=10)) == {STAPLES[0]: days}
    assert proposed(imported)[STAPLES[0]] > 0
    assert "GONE" not in proposed(imported)


def test_goods_that_were_seen_again_after_the_import_count_from_then(imported: Store) -> None:
    arrived = GoodsMoved(noon(DAY), 1, MovementReason.DELIVERY, (("GONE", Decimal(3)),))
    save_history(imported, OFFICE_ACTOR, History(goods=[arrived], office_id=OFFICE))
    sell(imported, {"GONE": 3, STAPLES[0]: 1}, on=DAY + timedelta(days=1))

    assert censored_days(imported, DAY + timedelta(days=2)) == {"GONE": [DAY + timedelta(days=1)]}


def test_stock_of_an_import_is_left_out_and_all_other_stock_is_not(imported: Store) -> None:
    with imported.view() as view:
        moved = demand_frames.stock_moved(view, FIRST, DAY + timedelta(days=1))
        levels = {key: float(units) for key, units in stock.levels(view).items() if units}

    assert set(moved["day"]) == {DAY}
    assert {(place, sku): units for place, sku, _, units in moved.iter_rows() if units} == levels
