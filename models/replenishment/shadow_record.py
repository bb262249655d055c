"""A run beside the owner, and what it decided each morning with all that it was decided from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from models.errors import Refused
from models.facts.shadow import ShadowBegun, ShadowDecided, ShadowEnded
from models.replenishment.shadow_shelf import Batches, ShadowShelf, SideFigures

DAYS, DAYS_MAX = 30, 180
NOTHING, EMPTY = SideFigures(), ShadowShelf()


class WrongShadowDays(Refused):
    """A run over days that do not exist."""

    code = "wrong_shadow_days"
    text = (
        f"Kassa decides beside you for 1 to {DAYS_MAX} days, of which so many may be past. Nothing was changed; choose "
        "again."
    )


class ShadowRuns(Refused):
    """There is a run already."""

    code = "shadow_runs"
    text = (
        "Kassa has decided orders beside you since {first_day}, and does so for {days} days. Nothing was changed; stop "
        "that first."
    )

    first_day: date
    days: int


class NoShadow(Refused):
    """There is no run to stop or to look at."""

    code = "no_shadow"
    text = "Kassa does not decide orders beside you. Nothing was changed; begin with 'kassa shadow begin'."


@dataclass(frozen=True, slots=True)
class ShadowRun:
    """Orders are decided beside the owner on each of ``days`` mornings from ``first_day`` on, and never sent."""

    id: int
    at: datetime
    operator: str
    first_day: date
    days: int
    ended_at: datetime | None = None
    ended_by: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= DAYS_MAX:
            raise WrongShadowDays

    @property
    def until(self) -> date:
        """The first morning on which nothing is decided any more; then the last day is compared."""
        return self.first_day + timedelta(days=self.days)

    def is_over(self, day: date) -> bool:
        """Whether nothing more is decided on a day."""
        return self.ended_at is not None or day >= self.until


@dataclass(frozen=True, slots=True)
class ShadowGoods:
    """One product at a location on a morning: its shelf before the day's order, and what both sides had since the last.

    ``cost`` and ``margin`` are minor units for one unit, without tax; ``order`` is in thousandths and comes on
    ``comes_on``. ``owner`` is the owner's shelf of goods that spoil, by the days that they may be sold. ``reasons`` is
    the JSON of :class:`models.replenishment.proposal.Reasons`, empty without an order.
    """

    location_id: int
    sku: str
    supplier: str
    cost: int
    margin: int
    shelf: ShadowShelf
    yours: SideFigures = NOTHING
    ours: SideFigures = NOTHING
    owner: ShadowShelf = EMPTY
    order: int = 0
    comes_on: date | None = None
    reasons: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """Location and SKU.

        >>> ShadowGoods(1, "MILK", "GROSS", 995, 300, ShadowShelf()).key
        (1, 'MILK')
        """
        return self.location_id, self.sku


@dataclass(frozen=True, slots=True)
class ShadowRecord:
    """The decisions of a morning. They are made from the days up to ``cutoff`` and the forecast ``forecast_run``.

    ``counted_days``: days since the record before, which the figures of both sides are about. ``owner_orders``: what
    the owner ordered meanwhile, (supplier, minor units without tax). ``left_out``: products per location whose books
    are below zero.
    """

    id: int
    shadow_id: int
    day: date
    at: datetime
    operator: str
    cutoff: date
    counted_days: int
    forecast_run: int
    levels: str
    owner_orders: tuple[tuple[str, int], ...]
    left_out: int
    goods: tuple[ShadowGoods, ...]

    @property
    def figures_json(self) -> str:
        """All but the ids, the day and who decided when, as a JSON object."""
        return json.dumps(
            {
                "cutoff": self.cutoff.isoformat(),
                "counted_days": self.counted_days,
                "forecast_run": self.forecast_run,
                "levels": self.levels,
                "owner_orders": self.owner_orders,
                "left_out": self.left_out,
                "goods": [_row_of(each) for each in self.goods],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def of_json(cls, head: tuple[int, int, date, datetime, str], figures: str) -> ShadowRecord:
        """The record that :attr:`figures_json` wrote; ``head`` is id, run, day, instant and operator."""
        read = json.loads(figures)
        return cls(
            *head,
            cutoff=date.fromisoformat(read["cutoff"]),
            counted_days=read["counted_days"],
            forecast_run=read["forecast_run"],
            levels=read["levels"],
            owner_orders=tuple((code, minor) for code, minor in read["owner_orders"]),
            left_out=read["left_out"],
            goods=tuple(_goods(each) for each in read["goods"]),
        )


def begun_fact(run: ShadowRun) -> ShadowBegun:
    """The fact that a run began."""
    return ShadowBegun(run.id, run.first_day, run.days)


def ended_fact(run: ShadowRun) -> ShadowEnded:
    """The fact that somebody stopped a run."""
    return ShadowEnded(run.id)


def decided_fact(record: ShadowRecord) -> ShadowDecided:
    """The fact of a morning's decisions, with the SHA-256 of all that is stored of them."""
    digest = sha256(record.figures_json.encode()).hexdigest()
    return ShadowDecided(record.id, record.shadow_id, record.day, digest)


def _row_of(each: ShadowGoods) -> list[object]:
    shelf = [_plain(each.shelf.batches), _plain(each.shelf.coming), each.shelf.inherited]
    comes_on = None if each.comes_on is None else each.comes_on.isoformat()
    sides = [_side(each.yours), _side(each.ours)]
    head = [each.location_id, each.sku, each.supplier, each.cost, each.margin]
    return [*head, shelf, *sides, _plain(each.owner.batches), each.order, comes_on, each.reasons]


def _side(each: SideFigures) -> list[int]:
    return [each.arrivals, each.sales, each.shortage, each.waste, each.stock_days]


def _goods(row: list[Any]) -> ShadowGoods:
    location_id, sku, supplier, cost, margin, shelf, yours, ours, owner, order, comes_on, reasons = row
    return ShadowGoods(
        location_id,
        sku,
        supplier,
        cost,
        margin,
        ShadowShelf(_batches(shelf[0]), _batches(shelf[1]), shelf[2]),
        SideFigures(*yours),
        SideFigures(*ours),
        ShadowShelf(_batches(owner)),
        order,
        None if comes_on is None else date.fromisoformat(comes_on),
        reasons,
    )


def _plain(batches: Batches) -> list[list[object]]:
    return [[day.isoformat(), units] for day, units in batches]


def _batches(rows: list[list[Any]]) -> Batches:
    return tuple((date.fromisoformat(day), units) for day, units in rows)
