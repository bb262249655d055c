"""What stock is worth, as of any instant and by day, from its movements and what deliveries cost.

Everything follows from facts at or before the instant: what is recorded later of later instants changes nothing of it.
The rule is in :mod:`models.stock.valuation`; whole columns are worth with the same rounding here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

import polars as pl
import sqlalchemy as sa

from models.quantity import THOUSANDTHS
from models.shop import Shop
from models.stock.valuation import (
    ON_THE_WAY,
    AverageStep,
    CostedReceipt,
    DayValue,
    ValuedStock,
    average_costs,
    landed_costs,
)
from store import schema
from store.analysis.frames import read_frame

#: An average cost is stored in frames as whole millionths of a minor unit.
_MILLION = 1_000_000
_KEY = ("location_id", "sku")


def stock_value(view: sa.Connection, at: datetime) -> list[ValuedStock]:
    """What was on hand at ``at``, that instant included, and what it was worth: by location and SKU, without zeros."""
    moves = _moves(view, at)
    levels = moves.group_by(_KEY).agg(pl.col("units").sum()).filter(pl.col("units") != 0).sort(_KEY)
    steps = _steps(view, at, moves)
    newest = steps.group_by("sku", maintain_order=True).agg(pl.col("average").last())
    rows = _valued(levels.join(newest, on="sku", how="left", maintain_order="left"), _terms(view))
    return [
        ValuedStock(
            row["location_id"],
            row["sku"],
            Decimal(row["units"]) / THOUSANDTHS,
            None if row["average"] is None else (Decimal(row["average"]) / _MILLION).normalize(),
            row["value"],
            row["is_estimated"],
        )
        for row in rows.iter_rows(named=True)
    ]


def average_costs_of(view: sa.Connection, skus: Sequence[str], at: datetime) -> dict[str, Decimal]:
    """What a unit of these products cost on average at an instant, in minor units by SKU; unknown ones are left out.

    Estimated, as in :func:`stock_value`, for goods of which no delivery with a cost came.
    """
    steps = _steps(view, at, _moves(view, at, skus), skus)
    averages = dict(_terms(view).filter(pl.col("sku").is_in(skus)).iter_rows())
    averages |= dict(steps.group_by("sku", maintain_order=True).agg(pl.col("average").last()).iter_rows())
    return {sku: (Decimal(average) / _MILLION).normalize() for sku, average in averages.items()}


def stock_value_by_day(view: sa.Connection, company: Shop, first: date, last: date) -> list[DayValue]:
    """What all stock was worth when each business day from ``first`` to ``last`` ended."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ends = pl.DataFrame(
        {"day": days, "at": [day_end(company, day) for day in days]},
        schema={"day": pl.Date, "at": pl.Datetime("us", "UTC")},
    )
    moves = _moves(view, day_end(company, last))
    steps = _steps(view, day_end(company, last), moves)
    levels = _running(moves, _KEY)
    grid = levels.select(_KEY).unique().join(ends, how="cross").sort("at")
    on_hand = grid.join_asof(levels.sort("at"), on="at", by=list(_KEY), check_sortedness=False).filter(
        pl.col("level") != 0
    )
    rows = on_hand.join_asof(steps.sort("at"), on="at", by="sku", check_sortedness=False).rename({"level": "units"})
    sums = (
        _valued(rows, _terms(view))
        .group_by("day")
        .agg(pl.col("value").sum(), pl.col("value").filter(pl.col("is_estimated")).sum().alias("estimated"))
    )
    figures = {day: (value, estimated) for day, value, estimated in sums.iter_rows()}
    return [DayValue(day, *figures.get(day, (0, 0))) for day in days]


def day_end(company: Shop, day: date) -> datetime:
    """The last instant of a business day."""
    closing: time = company.day_closes_at
    return datetime.combine(day + timedelta(days=1), closing, ZoneInfo(company.zone)) - timedelta(microseconds=1)


def _moves(view: sa.Connection, until: datetime, skus: Sequence[str] | None = None) -> pl.DataFrame:
    """Movements in thousandths of a unit, by their instant: summing them is quicker here than in the database.

    Those of all products, or only of ``skus``.

    Goods on the way between locations are at none of them: they have rows of their own.
    """
    m = schema.stock_movement.c
    units = sa.type_coerce(m.quantity, sa.BigInteger).label("units")
    moved = sa.select(m.location_id, m.sku, m.at, units).where(m.at <= until)
    queries = (moved, *_on_the_way(until))
    if skus is not None:
        queries = tuple(each.where(each.selected_columns["sku"].in_(skus)) for each in queries)
    return pl.concat(read_frame(view, query, by=["at"]) for query in queries).sort("at")


def _on_the_way(until: datetime) -> tuple[sa.Select[tuple[object, ...]], ...]:
    """What transfers put on the way, and take from it when they end: all of it, whatever came of it."""
    head, line, end = schema.transfer.c, schema.transfer_line.c, schema.transfer_end.c
    place, units = sa.literal(ON_THE_WAY, sa.Integer).label("location_id"), sa.type_coerce(line.units, sa.BigInteger)
    lines = schema.transfer_line.join(schema.transfer)
    leaving = sa.select(place, line.sku, head.at, units.label("units")).select_from(lines).where(head.at <= until)
    ended = lines.join(schema.transfer_end, end.transfer_id == head.id)
    coming = sa.select(place, line.sku, end.at, (-units).label("units")).select_from(ended).where(end.at <= until)
    return leaving, coming


def _steps(
    view: sa.Connection, until: datetime, moves: pl.DataFrame, skus: Sequence[str] | None = None
) -> pl.DataFrame:
    """The average costs: one row per SKU and instant from which on one holds, in millionths of a minor unit."""
    receipts = _receipts(view, until)
    if skus is not None:
        receipts = receipts.filter(pl.col("sku").is_in(skus))
    of_these = moves.join(receipts.select("sku").unique(), on="sku", how="semi")
    summed = of_these.group_by("sku", "at").agg(pl.col("units").sum()).sort("at")
    # Goods that come at the same instant as others, or are sold then, are not there before it.
    before = receipts.join_asof(
        _running(summed, ("sku",)), on="at", by="sku", allow_exact_matches=False, check_sortedness=False
    )
    rows = before.with_columns(pl.col("level").fill_null(0)).sort("sku", "at").iter_rows()
    steps = [
        (sku, step.at, int(step.average * _MILLION))
        for sku, group in groupby(rows, key=lambda row: row[0])
        for step in _averages(group)
    ]
    types = pl.Schema({"sku": pl.String(), "at": pl.Datetime("us", "UTC"), "average": pl.Int64()})
    return pl.DataFrame(steps, schema=types, orient="row")


def _averages(rows: Iterator[tuple[str, datetime, int, Decimal, int]]) -> list[AverageStep]:
    return average_costs(
        (CostedReceipt(at, Decimal(units) / THOUSANDTHS, cost), Decimal(before) / THOUSANDTHS)
        for _, at, units, cost, before in rows
    )


def _receipts(view: sa.Connection, until: datetime) -> pl.DataFrame:
    """What came with a cost: one row per SKU and instant, with thousandths of a unit and landed cost in minor units."""
    head, line = schema.arrival.c, schema.arrival_line.c
    query = (
        sa.select(head.id, head.at, head.freight_minor, line.sku, line.good, line.unit_cost_minor)
        .join_from(schema.arrival, schema.arrival_line)
        .where(head.at <= until, line.good > 0, line.unit_cost_minor.is_not(None))
        .order_by(head.id, line.position)
    )
    summed: dict[tuple[str, datetime], tuple[Decimal, Decimal]] = {}
    for _, group in groupby(view.execute(query), key=lambda row: row.id):
        lines = list(group)
        costs = landed_costs(
            [row.good * row.unit_cost_minor for row in lines], [row.good for row in lines], lines[0].freight_minor
        )
        for row, cost in zip(lines, costs, strict=True):
            units, before = summed.get((row.sku, row.at), (Decimal(0), Decimal(0)))
            summed[row.sku, row.at] = units + row.good, before + cost
    rows = [(sku, at, int(units * THOUSANDTHS), cost) for (sku, at), (units, cost) in summed.items()]
    types = pl.Schema(
        {"sku": pl.String(), "at": pl.Datetime("us", "UTC"), "receipt": pl.Int64(), "cost": pl.Decimal(38, 3)}
    )
    return pl.DataFrame(rows, schema=types, orient="row").sort("at")


def _terms(view: sa.Connection) -> pl.DataFrame:
    """What the preferred supplier of each product asks today, in millionths of a minor unit."""
    term = schema.supplier_term.c
    cost = sa.func.min(term.cost_minor).label("estimate")
    usual = sa.select(term.sku, cost).where(term.preferred).group_by(term.sku)
    return read_frame(view, usual, by=["sku"]).with_columns(pl.col("estimate") * _MILLION)


def _running(moves: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """The level after each of the movements, which are sorted by their instant."""
    return moves.select(*key, "at", level=pl.col("units").cum_sum().over(*key))


def _valued(levels: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The rows with ``average``, ``is_estimated`` and ``value``: thousandths × millionths, rounded half to even."""
    rows = levels.join(terms, on="sku", how="left", maintain_order="left").with_columns(
        average=pl.coalesce("average", "estimate"), is_estimated=pl.col("average").is_null()
    )
    scale = THOUSANDTHS * _MILLION
    product = pl.col("units").cast(pl.Int128) * pl.col("average").fill_null(0).cast(pl.Int128)
    whole = product // scale
    rest = (product - whole * scale) * 2
    up = (rest > scale) | ((rest == scale) & (whole % 2 != 0))
    return rows.with_columns(value=(whole + up.cast(pl.Int128)).cast(pl.Int64))
