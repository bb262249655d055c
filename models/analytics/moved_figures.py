"""The balance sheet of a move: what the former system had, beside what came over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class MovedUnit(StrEnum):
    """What a figure counts in: whole things, thousandths of a unit of goods, or minor units of money."""

    COUNT = "count"
    QUANTITY = "quantity"
    MONEY = "money"


class MovedMeasure(StrEnum):
    """What is compared; those of sales are once for each year."""

    GOODS = "goods"
    STOCK_UNITS = "stock_units"
    STOCK_COST = "stock_cost"
    SUPPLIERS = "suppliers"
    FORMER_PRICES = "former_prices"
    OPEN_ORDERS = "open_orders"
    OPEN_ORDER_COST = "open_order_cost"
    MEMBERS = "members"
    POINTS = "points"
    GIFT_CARDS = "gift_cards"
    GIFT_CARD_DEBT = "gift_card_debt"
    SALES = "sales"
    SALES_SUM = "sales_sum"

    @property
    def unit(self) -> MovedUnit:
        """What it counts in."""
        if self is MovedMeasure.STOCK_UNITS:
            return MovedUnit.QUANTITY
        return MovedUnit.MONEY if self in _OF_MONEY else MovedUnit.COUNT


_OF_MONEY = frozenset(
    {MovedMeasure.STOCK_COST, MovedMeasure.OPEN_ORDER_COST, MovedMeasure.GIFT_CARD_DEBT, MovedMeasure.SALES_SUM}
)


@dataclass(frozen=True, slots=True, order=True)
class FigureName:
    """A measure, with the year of those that have one each."""

    measure: MovedMeasure
    year: int | None = None

    @property
    def text(self) -> str:
        """The name as it is typed: ``members``, ``sales_sum 2025``.

        >>> FigureName(MovedMeasure.SALES_SUM, 2025).text
        'sales_sum 2025'
        """
        return self.measure.value if self.year is None else f"{self.measure.value} {self.year}"


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One figure: what is in the files, what the owner read in the former system, and what came over.

    ``None``: unknown.
    """

    name: FigureName
    in_files: int | None
    typed: int | None
    moved: int

    @property
    def former(self) -> int | None:
        """What the former system had: what the owner read there comes before what its files add up to."""
        return self.in_files if self.typed is None else self.typed

    @property
    def difference(self) -> int | None:
        """What came over, less what the former system had; ``None`` where that is unknown."""
        return None if self.former is None else self.moved - self.former


def balance_sheet(
    in_files: Mapping[FigureName, int],
    typed: Mapping[FigureName, int],
    before: Mapping[FigureName, int],
    after: Mapping[FigureName, int],
) -> tuple[BalanceLine, ...]:
    """A line for each figure that a file or the owner names, or that changed, in the order of the measures.

    >>> goods = FigureName(MovedMeasure.GOODS)
    >>> [(line.former, line.moved, line.difference) for line in balance_sheet({goods: 9}, {}, {goods: 2}, {goods: 10})]
    [(9, 8, -1)]
    """
    moved = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    names = {*in_files, *typed, *(name for name, change in moved.items() if change)}
    return tuple(
        BalanceLine(name, in_files.get(name), typed.get(name), moved.get(name, 0)) for name in _in_order(names)
    )


def _in_order(names: Iterable[FigureName]) -> list[FigureName]:
    places = {measure: place for place, measure in enumerate(MovedMeasure)}
    return sorted(names, key=lambda name: (places[name.measure], name.year or 0))
