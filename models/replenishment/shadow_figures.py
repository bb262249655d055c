"""What a run beside the owner shows: yours and ours for each supplier, and what ours would have cost or saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from models.quantity import THOUSANDTHS
from models.replenishment.order_sizes import HOLDING_A_YEAR, YEAR_DAYS
from models.replenishment.shadow_record import ShadowGoods, ShadowRecord
from models.replenishment.shadow_shelf import SideFigures


@dataclass(frozen=True, slots=True)
class SideMoney:
    """One side in minor units without tax: what was ordered and came at cost, the mean stock, what was missed.

    ``shortage``: margin of what customers did not get; ``waste``: cost of what was thrown away; ``holding``: what it
    costs to have so much stock for so long.
    """

    orders: int = 0
    arrivals: int = 0
    stock: int = 0
    shortage: int = 0
    waste: int = 0
    holding: int = 0

    @property
    def costs(self) -> int:
        """What this side cost beside the goods that it sold.

        >>> SideMoney(stock=1000, shortage=5, waste=2, holding=1).costs
        8
        """
        return self.shortage + self.waste + self.holding

    def plus(self, other: SideMoney) -> SideMoney:
        """Both together."""
        return SideMoney(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(SideMoney)))


@dataclass(frozen=True, slots=True)
class SupplierShadow:
    """The goods of one supplier, or of all where it is empty."""

    supplier: str
    yours: SideMoney
    ours: SideMoney

    @property
    def gain(self) -> int:
        """Minor units that Kassa's orders would have saved; below zero they would have cost as much more.

        >>> SupplierShadow("A", SideMoney(shortage=500, holding=20), SideMoney(shortage=300, waste=50)).gain
        170
        """
        return self.yours.costs - self.ours.costs

    def plus(self, other: SupplierShadow) -> SupplierShadow:
        """Both together, for no supplier in particular."""
        return SupplierShadow("", self.yours.plus(other.yours), self.ours.plus(other.ours))


@dataclass(frozen=True, slots=True)
class ShadowComparison:
    """What came of a run over ``days``; ``suppliers`` by code, ``total`` is their sum."""

    days: int
    suppliers: tuple[SupplierShadow, ...]
    total: SupplierShadow


def compare_shadow(records: Iterable[ShadowRecord]) -> ShadowComparison:
    """Both sides over the days of some records, by supplier.

    Holding: mean stock at cost for the days, at a quarter of its value a year, as orders are sized by.
    """
    ordered = sorted(records, key=lambda each: each.day)
    days = sum(each.counted_days for each in ordered)
    sums: dict[str, tuple[_Sums, _Sums]] = {}
    for record in ordered:
        for each in record.goods:
            yours, ours = sums.setdefault(each.supplier, (_Sums(), _Sums()))
            yours.add(each, each.yours)
            ours.add(each, each.ours)
            ours.orders += each.order * each.cost
        for code, minor in record.owner_orders:
            sums.setdefault(code, (_Sums(), _Sums()))[0].orders += minor * THOUSANDTHS
    suppliers = tuple(
        SupplierShadow(code, yours.money(days), ours.money(days)) for code, (yours, ours) in sorted(sums.items())
    )
    total = SupplierShadow("", SideMoney(), SideMoney())
    for supplier in suppliers:
        total = total.plus(supplier)
    return ShadowComparison(days, suppliers, total)


class _Sums:
    """Thousandths of units times minor units, summed exactly."""

    def __init__(self) -> None:
        self.orders = self.arrivals = self.shortage = self.waste = self.stock_days = 0

    def add(self, goods: ShadowGoods, side: SideFigures) -> None:
        self.arrivals += side.arrivals * goods.cost
        self.shortage += side.shortage * goods.margin
        self.waste += side.waste * goods.cost
        self.stock_days += side.stock_days * goods.cost

    def money(self, days: int) -> SideMoney:
        holding = self.stock_days * HOLDING_A_YEAR / YEAR_DAYS / THOUSANDTHS
        return SideMoney(
            round(self.orders / THOUSANDTHS),
            round(self.arrivals / THOUSANDTHS),
            round(self.stock_days / THOUSANDTHS / max(days, 1)),
            round(self.shortage / THOUSANDTHS),
            round(self.waste / THOUSANDTHS),
            round(holding),
        )
