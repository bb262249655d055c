"""From receipts and people to the cells of one edition, before anything is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from models.analytics.customers.bands import LOST_DAYS, cohort_of, first_day_of, gap_band, hour_band
from models.analytics.customers.figure_cells import Axis, Cell, CellKey, Figures, Scope, relations_of

_FIFTHS = 5
#: What each receipt of everybody is counted by.
_COVERED = (Axis.WEEK, Axis.WEEKDAY, Axis.HOUR, Axis.TILL)
_OF_PEOPLE = (Axis.AGE, Axis.HOUSEHOLD)
_ALONE = (
    *(Axis.AGE, Axis.HOUSEHOLD, Axis.AREA, Axis.STATE, Axis.COHORT, Axis.GAP, Axis.MOMENT, Axis.WEEKDAY, Axis.HOUR),
    *(Axis.SPEND_FIFTH, Axis.VISIT_FIFTH, Axis.RECENT_FIFTH, Axis.PAYMENT),
)


@dataclass(frozen=True, slots=True)
class TradeFrames:
    """What an edition is made of.

    ``baskets``: one row per receipt with goods: sale_id, business_day, hour (0 to 23 on the shop's clock), till,
    member (null for those who are nobody or did not agree), amount_minor, is_cash. ``lines``: one row per receipt,
    category and whether its goods are sensitive, of members alone: sale_id, category, is_sensitive, amount_minor,
    margin_minor (null where a cost is not known). ``people``: one row per member who agreed: member, age, household,
    area (their bands), first_day and last_day (of purchases until the edition ends, null without one), last_before
    (the last one before it begins), may_write, joined_by, offer (the group in a trial, null where there is none).
    """

    baskets: pl.DataFrame
    lines: pl.DataFrame
    people: pl.DataFrame


def edition_figures(edition: int, frames: TradeFrames) -> Figures:
    """Every cell of an edition, and what adds up."""
    baskets = frames.baskets.with_columns(*_receipt_axes(edition))
    of_members = baskets.join(frames.people, on="member")
    goods_lines = frames.lines.filter(~pl.col("is_sensitive")).join(of_members.drop("amount_minor"), on="sale_id")
    sums = goods_lines.group_by("sale_id").agg(pl.col("amount_minor").sum(), _margin())
    goods = _with_person_axes(of_members.drop("amount_minor").join(sums, on="sale_id"), edition)
    cells = _everyone(baskets)
    for axes in ((), *((axis,) for axis in _COVERED)):
        cells += _cells(Scope.MEMBERS, of_members.with_columns(margin_minor=_NO_AMOUNT), axes)
    for axes in ((), *((axis,) for axis in _ALONE), (Axis.SPEND_FIFTH, Axis.PAYMENT)):
        cells += _cells(Scope.GOODS, goods, axes)
    person_columns = goods.select("member", *_OF_PEOPLE).unique() if goods.height else goods.select("member")
    in_category = goods_lines.drop(*_OF_PEOPLE).join(person_columns, on="member") if goods.height else goods_lines
    cells += _cells(Scope.GOODS, in_category, (Axis.CATEGORY,))
    for axis in _OF_PEOPLE:
        cells += _cells(Scope.GOODS, in_category, (axis, Axis.CATEGORY))
        cells += _cells(Scope.GOODS, goods, (axis, Axis.MOMENT))
    cells += _member_cells(edition, frames.people, goods)
    by_key = {cell.key: cell for cell in cells}
    has_sensitive = bool(frames.lines["is_sensitive"].any())
    return Figures(by_key, relations_of(by_key, has_sensitive=has_sensitive))


_NO_AMOUNT = pl.lit(None, pl.Int64)


def _receipt_axes(edition: int) -> list[pl.Expr]:
    weekday = (pl.col("business_day").dt.weekday() - 1).cast(pl.String)
    week = (pl.col("business_day") - pl.lit(first_day_of(edition))).dt.total_days() // 7 + 1
    hours = hour_band(pl.col("hour"))
    return [
        week.cast(pl.String).alias(Axis.WEEK),
        weekday.alias(Axis.WEEKDAY),
        hours.alias(Axis.HOUR),
        (weekday + "-" + hours).alias(Axis.MOMENT),
        pl.col("till").cast(pl.String).alias(Axis.TILL),
        pl.when("is_cash").then(pl.lit("cash")).otherwise(pl.lit("other")).alias(Axis.PAYMENT),
    ]


def _with_person_axes(goods: pl.DataFrame, edition: int) -> pl.DataFrame:
    """What a member's own receipts of the edition, and the days of earlier ones, put them into."""
    day = pl.col("business_day")
    before = day.shift(1).over("member", order_by=["business_day", "sale_id"]).fill_null(pl.col("last_before"))
    first_here = day.min().over("member")
    away = (first_here - pl.col("last_before")).dt.total_days()
    state = (
        pl.when(pl.col("last_before").is_null())
        .then(pl.lit("new"))
        .when(away > LOST_DAYS)
        .then(pl.lit("back"))
        .otherwise(pl.lit("returning"))
    )
    own = goods.group_by("member").agg(
        spend=pl.col("amount_minor").sum(), visits=pl.len(), last=pl.col("business_day").max()
    )
    fifths = own.select(
        "member",
        _fifth(pl.col("spend"), Axis.SPEND_FIFTH),
        _fifth(pl.col("visits"), Axis.VISIT_FIFTH),
        _fifth(pl.col("last"), Axis.RECENT_FIFTH),
    )
    return goods.join(fifths, on="member").with_columns(
        state.alias(Axis.STATE),
        gap_band((day - before).dt.total_days()).alias(Axis.GAP),
        cohort_of(pl.min_horizontal(pl.col("first_day"), first_here), edition).alias(Axis.COHORT),
    )


def _fifth(measure: pl.Expr, axis: Axis) -> pl.Expr:
    """From 1, the fifth of the members with the most, to 5; among equals by chance of their random ids."""
    rank = pl.struct(measure, "member").rank("ordinal", descending=True)
    return ((rank - 1) * _FIFTHS // pl.len() + 1).cast(pl.String).alias(axis)


def _everyone(baskets: pl.DataFrame) -> list[Cell]:
    cells = []
    for axes in ((), *((axis,) for axis in _COVERED)):
        sums = _grouped(baskets, axes).agg(receipts=pl.len(), amount_minor=pl.col("amount_minor").sum())
        cells += [
            Cell(_key(Scope.EVERYONE, axes, row), 0, row["receipts"], row["amount_minor"])
            for row in sums.iter_rows(named=True)
        ]
    return cells


def _cells(scope: Scope, frame: pl.DataFrame, axes: Sequence[Axis]) -> list[Cell]:
    """A cell for each value of the axes, and for each pair of values of which both occur."""
    by_member = frame.group_by("member", *axes).agg(pl.col("amount_minor").sum(), _margin(), receipts=pl.len())
    sums = _grouped(by_member, axes).agg(
        pl.col("receipts").sum(), *_sums_of_members(), customers=pl.len(), spread=pl.lit(None, pl.Float64)
    )
    return _filled(scope, axes, sums)


def _sums_of_members() -> list[pl.Expr]:
    amount = pl.col("amount_minor")
    ranked = amount.sort(descending=True)
    return [
        amount.sum(),
        _margin(),
        ranked.first().fill_null(0).alias("largest"),
        ranked.get(1, null_on_oob=True).fill_null(0).alias("second"),
    ]


def _margin() -> pl.Expr:
    margin = pl.col("margin_minor")
    return pl.when(margin.has_nulls()).then(_NO_AMOUNT).otherwise(margin.sum()).alias("margin_minor")


def _grouped(frame: pl.DataFrame, axes: Sequence[Axis]) -> pl.dataframe.group_by.GroupBy:
    return frame.group_by(list(axes) or [pl.lit(0).alias("all")], maintain_order=False)


def _filled(scope: Scope, axes: Sequence[Axis], sums: pl.DataFrame) -> list[Cell]:
    cells = {}
    for row in sums.iter_rows(named=True):
        key = _key(scope, axes, row)
        spread = row["spread"]
        cells[key] = Cell(
            *(key, row["customers"], row["receipts"], row["amount_minor"], row["margin_minor"]),
            *(row["largest"], row["second"], None if spread is None else _two_digits(spread)),
        )
    if len(axes) > 1:  # whether nobody or somebody is there would show what is hidden
        first, second = axes
        for one in sums[first].unique():
            for other in sums[second].unique():
                empty = CellKey(scope, ((first, one), (second, other)))
                cells.setdefault(empty, Cell(empty, 0, 0, 0))
    if not axes and not cells:
        cells[CellKey(scope)] = Cell(CellKey(scope), 0, 0, 0)
    return list(cells.values())


def _key(scope: Scope, axes: Sequence[Axis], row: dict[str, object]) -> CellKey:
    return CellKey(scope, tuple((axis, str(row[axis])) for axis in axes))


def _two_digits(spread: float) -> int:
    """A spread in two digits: it shows how sure a mean is, and nothing of anybody."""
    return int(float(f"{spread:.1e}"))


def _member_cells(edition: int, people: pl.DataFrame, goods: pl.DataFrame) -> list[Cell]:
    """All members, also without a purchase: by an offer's group, whether they still come, and who let them join."""
    until = first_day_of(edition + 1)
    own = goods.group_by("member").agg(pl.col("amount_minor").sum(), receipts=pl.len())
    away = (pl.lit(until) - pl.col("last_day")).dt.total_days() > LOST_DAYS
    lost = pl.when("may_write").then(pl.lit("may_write")).otherwise(pl.lit("may_not_write"))
    whole = people.join(own, on="member", how="left").with_columns(
        pl.col("amount_minor", "receipts").fill_null(0),
        pl.when(away).then(lost).otherwise(pl.lit("comes")).alias(Axis.LOST),
        margin_minor=_NO_AMOUNT,
    )
    cells: list[Cell] = []
    tables: list[tuple[Axis, ...]] = [(), (Axis.LOST,), (Axis.JOINED_BY,)]
    if people["offer"].has_nulls() is False and people.height:
        tables += [(Axis.AGE,), (Axis.OFFER,), (Axis.OFFER, Axis.AGE)]
    for axes in tables:
        spread = pl.col("amount_minor").cast(pl.Float64).std().alias("spread")
        sums = _grouped(whole, axes).agg(
            pl.col("receipts").sum(), *_sums_of_members(), customers=pl.len(), spread=spread
        )
        cells += [each if axes != () else _without_spread(each) for each in _filled(Scope.ASKED, axes, sums)]
    return cells


def _without_spread(cell: Cell) -> Cell:
    return Cell(cell.key, cell.customers, cell.receipts, cell.amount_minor, None, cell.largest_minor, cell.second_minor)
