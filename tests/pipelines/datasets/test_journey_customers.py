"""The Complete Journey data as customers: figures are those of a plain query on the package's own tables."""

from __future__ import annotations

from datetime import date

import polars as pl

from models.analytics.customers.bands import edition_of, first_day_of
from models.analytics.customers.edition_figures import edition_figures
from models.analytics.customers.figure_cells import Axis, Scope, key_of
from pipelines.datasets.journey_customers import journey_trade
from pipelines.datasets.journey_frames import find_files

DAY = date(2017, 6, 15)


def test_counts_are_those_of_a_plain_query_on_the_raw_data() -> None:
    files, edition = find_files(), edition_of(DAY)
    cells = edition_figures(edition, journey_trade(files, DAY)).cells
    at = pl.col("transaction_timestamp").dt.replace_time_zone("UTC").dt.convert_time_zone("America/New_York")
    raw = (
        files.scan("transactions")
        .filter(pl.col("sales_value") >= 0.005)
        .with_columns(day=at.dt.date(), cents=(pl.col("sales_value") * 100).round().cast(pl.Int64))
        .filter(pl.col("day").is_between(first_day_of(edition), first_day_of(edition + 1), closed="left"))
        .collect()
    )
    everyone = cells[key_of(Scope.EVERYONE)]
    assert (everyone.receipts, everyone.amount_minor) == (raw["basket_id"].n_unique(), raw["cents"].sum())
    answers = files.scan("demographics").filter(pl.col("age") == "65+").select("household_id").collect()
    old = raw.join(answers, on="household_id")
    cell = cells[key_of(Scope.GOODS, {Axis.AGE: "65-"})]
    figures = (old["household_id"].n_unique(), old["basket_id"].n_unique(), old["cents"].sum())
    assert (cell.customers, cell.receipts, cell.amount_minor) == figures
    produce = files.scan("products").filter(pl.col("department") == "PRODUCE").select("product_id").collect()
    greens = old.join(produce, on="product_id")
    cell = cells[key_of(Scope.GOODS, {Axis.AGE: "65-", Axis.CATEGORY: "produce"})]
    figures = (greens["household_id"].n_unique(), greens["basket_id"].n_unique(), greens["cents"].sum())
    assert (cell.customers, cell.receipts, cell.amount_minor) == figures
    assert cell.customers > 20
