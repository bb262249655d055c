"""The households of the Complete Journey data as an analyst's customers: those that answered who they are."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from models.analytics.customers.bands import (
    EARLIER,
    UNKNOWN,
    age_band_of_group,
    edition_of,
    first_day_of,
    household_band,
)
from models.analytics.customers.edition import Edition, protected_edition
from models.analytics.customers.edition_figures import TradeFrames, edition_figures
from pipelines.datasets import journey_frames
from pipelines.datasets.journey_frames import ZONE, JourneyFiles

#: A day in the middle of the data.
SHOWN_DAY = date(2017, 6, 15)


def journey_edition(at: datetime) -> Edition:
    """The protected figures of four weeks in the middle of the data; raises :class:`journey_frames.PackageMissing`."""
    number = edition_of(SHOWN_DAY)
    figures = edition_figures(number, journey_trade(journey_frames.find_files(), SHOWN_DAY))
    return protected_edition(number, figures, at=at, operator="")


def journey_trade(files: JourneyFiles, day: date) -> TradeFrames:
    """The receipts of the edition that holds a day, and the households that shared their demographics.

    They agreed to be learnt from by answering; the others are nobody, as customers without a card are. The data know no
    cost, no tender and no consent to offers.
    """
    edition = edition_of(day)
    first, until = first_day_of(edition), first_day_of(edition + 1)
    local = pl.col("at").dt.convert_time_zone(ZONE.key)
    department = files.scan("products").select(
        sku=pl.col("product_id").cast(pl.String), category=pl.col("department").fill_null("UNKNOWN").str.to_lowercase()
    )
    lines = (
        journey_frames.sale_lines(files)
        .filter(pl.col("gross") > 0)
        .join(department, on="sku", how="left")
        .with_columns(pl.col("category").fill_null("unknown"))
        .select("basket", "household", "outlet", "category", "gross", day=local.dt.date(), hour=local.dt.hour())
        .collect()
    )
    people = _people(files, lines, first, until)
    here = lines.filter(pl.col("day").is_between(first, until, closed="left"))
    baskets = (
        here.group_by("basket")
        .agg(pl.col("household", "day", "hour", "outlet").first(), amount_minor=pl.col("gross").sum())
        .join(people.select("member", household="member"), on="household", how="left")
        .select(
            *("member", "amount_minor"),
            sale_id="basket",
            business_day="day",
            hour=pl.col("hour").cast(pl.Int64),
            till=pl.lit("1"),
            is_cash=pl.lit(value=False),
        )
    )
    parts = here.group_by("basket", "category").agg(amount_minor=pl.col("gross").sum())
    marks = {"is_sensitive": pl.lit(value=False), "margin_minor": pl.lit(None, pl.Int64)}
    return TradeFrames(baskets, parts.rename({"basket": "sale_id"}).with_columns(**marks), people)


def _people(files: JourneyFiles, lines: pl.DataFrame, first: date, until: date) -> pl.DataFrame:
    answers = journey_frames.households(files).filter(pl.col("age").is_not_null())
    days = lines.filter(pl.col("day") < until).group_by("household")
    visits = days.agg(
        first_day=pl.col("day").min(),
        last_day=pl.col("day").max(),
        last_before=pl.col("day").filter(pl.col("day") < first).max(),
    )
    known_answers = answers.select(member="code", household="household_size", age_group="age")
    return (
        known_answers.join(visits.rename({"household": "member"}), on="member", how="left")
        .with_columns(
            age=pl.Series([age_band_of_group(each) for each in answers["age"]], dtype=pl.String),
            household=pl.Series([household_band(each) for each in answers["household_size"]], dtype=pl.String),
            area=pl.lit(UNKNOWN),
            may_write=pl.lit(value=False),
            joined_by=pl.lit(EARLIER),
            offer=pl.lit(None, pl.String),
        )
        .drop("age_group")
    )
