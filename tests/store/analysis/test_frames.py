"""Frames: their grain, their types whatever the rows hold, and that they lose nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
import sqlalchemy as sa

from models.selling.sale import Sale
from store import schema
from store.analysis import frames
from store.database.engine import Store
from tests.builders import AT, DAY, PRODUCTS, Operator, small_shop
from tests.trade import FIRST, trading_shop

TABLES = [frames.sales, frames.sale_lines, frames.daily_sales, frames.products, frames.stock_levels]


def test_one_row_per_sale_and_no_krona_lost(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        frame = frames.sales(view)
    assert frame["sale_id"].n_unique() == frame.height == len(made)
    assert frame["net_minor"].sum() == sum(sale.net.minor for sale in made)
    assert frame["due_minor"].sum() == sum(sale.settlement.due.minor for sale in made)
    assert frame["at"].max() == max(sale.origin.at for sale in made)


def test_one_row_per_sale_line_with_the_head_of_its_sale(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        frame = frames.sale_lines(view)
    assert frame.select("sale_id", "position").n_unique() == frame.height
    assert frame.height == sum(len(sale.lines) for sale in made)
    sale = made[-1]
    rows = frame.filter(pl.col("sale_id") == sale.id).to_dicts()
    assert [_of_row(row) for row in rows] == [_of_line(sale, n) for n in range(len(sale.lines))]
    assert {row["receipt_number"] for row in rows} == {sale.origin.receipt_number}


def test_first_is_included_and_until_is_not(store: Store) -> None:
    made = trading_shop(store)
    first, until = FIRST + timedelta(days=3), FIRST + timedelta(days=5)
    with store.view() as view:
        days = frames.sales(view, first, until)["business_day"].unique().to_list()
        lines = frames.sale_lines(view, first, until)
    assert sorted(days) == [first, first + timedelta(days=1)]
    wanted = [sale for sale in made if first <= sale.origin.business_day < until]
    assert lines.height == sum(len(sale.lines) for sale in wanted)


def test_daily_sales_sum_the_lines_of_a_location_sku_and_day(store: Store) -> None:
    made = trading_shop(store)
    sums: Counter[tuple[int, str, object]] = Counter()
    for sale in made:
        for line in sale.lines:
            sums[sale.origin.location_id, line.sku, sale.origin.business_day] += line.net.minor
    with store.view() as view:
        frame = frames.daily_sales(view)
    found = {(row["location_id"], row["sku"], row["business_day"]): row["net_minor"] for row in frame.to_dicts()}
    assert found == sums


def test_stock_changes_lead_from_the_opening_to_the_level(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        changes, levels = frames.stock_changes(view, FIRST), frames.stock_levels(view)
    sums = changes.group_by("location_id", "sku").agg(pl.col("change").sum().round(3)).sort("location_id", "sku")
    assert sums["change"].to_list() == levels["on_hand"].to_list()
    sold = sum(line.quantity for sale in made for line in sale.lines)
    assert changes["sold"].sum() == pytest.approx(float(sold))


def test_the_types_are_the_same_with_rows_and_without(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        empty = [frame(view).schema for frame in TABLES]
    _sell_some(store)
    with store.view() as view:
        assert [frame(view).schema for frame in TABLES] == empty


def test_a_customer_that_is_null_for_long_is_still_text(store: Store) -> None:
    trading_shop(store)
    with store.transaction() as tx:
        tx.execute(sa.insert(schema.customer), [{"code": "H1"}])
        row = dict(
            tx.execute(sa.select(schema.sale).order_by(schema.sale.c.business_day.desc())).mappings().first() or {}
        )
        seq = int(row["id"]) + 1_000_000
        tx.execute(sa.insert(schema.sale), [row | {"id": seq, "receipt_number": seq, "customer": "H1"}])
    with store.view() as view:
        frame = frames.sales(view)
    assert frame["customer"].head(150).null_count() == 150
    assert frame.filter(pl.col("customer") == "H1").height == 1


def test_money_sums_beyond_what_32_bits_hold(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        frame = frames.sales(view)
    assert frame.schema["gross_minor"] == pl.Int64
    many = pl.concat([frame] * 2000)
    expected = 2000 * sum(sale.settlement.gross.minor for sale in made)
    assert expected > 2**31
    assert many.group_by("currency").agg(pl.col("gross_minor").sum())["gross_minor"].item() == expected


def test_quantities_come_back_to_the_thousandth(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        frame = frames.sale_lines(view).filter(pl.col("sku") == "BANANAS")
    found = [Decimal(repr(quantity)) for quantity in frame["quantity"].to_list()]
    assert sum(found) == sum(line.quantity for sale in made for line in sale.lines if line.sku == "BANANAS")


def test_a_product_that_is_no_more_keeps_its_sales(store: Store) -> None:
    made = trading_shop(store)
    with store.view() as view:
        before = frames.sale_lines(view).height
    with store.transaction() as tx:
        for table in (schema.stock_level, schema.price, schema.product_gtin, schema.supplier_term, schema.product):
            tx.execute(sa.delete(table).where(table.c.sku == "LUNCH"))
    with store.view() as view:
        frame = frames.sale_lines(view)
    assert frame.height == before
    lunches = [line for sale in made for line in sale.lines if line.sku == "LUNCH"]
    assert frame["category"].null_count() == len(lunches) > 0


def test_one_row_per_product_with_its_category_in_both_languages(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        frame = frames.products(view)
    assert frame["sku"].to_list() == sorted(product.sku for product in PRODUCTS)
    milk = frame.row(by_predicate=pl.col("sku") == "MILK", named=True)
    assert (milk["category_sv"], milk["category_en"]) == ("Mejeri", "Dairy")


def test_no_frame_of_some_days_walks_the_sales_of_the_whole_history(sqlite_store: Store) -> None:
    trading_shop(sqlite_store)
    statements: list[tuple[str, tuple[object, ...]]] = []
    with sqlite_store.view() as view:
        sa.event.listen(view, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
        for frame in (frames.sales, frames.sale_lines, frames.daily_sales, frames.stock_changes):
            frame(view, DAY - timedelta(days=7))
        plans = [
            [row[3] for row in view.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
            for query, values in tuple(statements)
        ]
    # The last one asks for movements that are no sales: deliveries and counts, a small part of all.
    *of_sales, other = plans
    assert len(of_sales) == 4
    for plan in of_sales:
        assert not [step for step in plan if step.startswith("SCAN")], plan
        assert any("ix_sale_listed" in step for step in plan), plan
    assert other[0].startswith("SCAN stock_movement")


def _sell_some(store: Store) -> None:
    operator = Operator(store)
    operator.scan("MILK", 3, at=AT)
    assert operator.pay_cash(at=AT).origin.business_day == DAY


def _of_row(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("sku", "name", "gross_minor", "net_minor", "tax_minor", "cost_minor"))


def _of_line(sale: Sale, n: int) -> tuple[object, ...]:
    line = sale.lines[n]
    cost = None if line.cost is None else line.cost.minor
    return line.sku, line.name, line.gross.minor, line.net.minor, line.tax.minor, cost
