"""What stock is worth: moving-average cost with landed cost, as of any instant.

The rule (weighted average prices, årsredovisningslagen 1995:1554, 4 kap. 11 §): of each product the whole shop has
one average cost *A* per unit. It changes only when goods come whose cost is known. With *q* units in the shop before
the instant, and *r* units that cost *c* together at it,

    A' = (max(q, 0) · A + c) / (max(q, 0) + r)

and the stock is worth quantity × *A*, rounded once. Whatever else moves, moves at *A*: sales, waste, counts,
customers' returns, transfers between locations, also while they are on the way. Stock below zero is worth less than
nothing: each unit owed is *A*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from models.money import allocate
from models.quantity import THOUSANDTHS

#: An average has so many decimals of a minor unit; it is rounded once at each receipt.
_AVERAGE_PLACES = Decimal("0.000001")
_ZERO = Decimal(0)
#: In place of a location: goods on the way between two of them, which belong to the shop and lie on no shelf.
ON_THE_WAY = 0


@dataclass(frozen=True, slots=True)
class CostedReceipt:
    """Goods of a product that came at ``at``; ``cost`` is what all ``units`` cost in minor units, freight included."""

    at: datetime
    units: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class AverageStep:
    """From ``at`` on a unit costs ``average`` minor units."""

    at: datetime
    average: Decimal


def landed_costs(line_costs: Sequence[Decimal], units: Sequence[Decimal], freight_minor: int) -> list[Decimal]:
    """The cost of each line of a delivery with its part of the freight, in minor units; no unit of freight is lost.

    Freight follows what the goods cost (largest remainder); where they cost nothing it follows the number of units.

    >>> landed_costs([Decimal(3000), Decimal(1000)], [Decimal(3), Decimal(5)], 101)
    [Decimal('3076'), Decimal('1025')]
    """
    weights = list(line_costs) if sum(line_costs) > 0 else list(units)
    if sum(weights) <= 0:
        return list(line_costs)
    parts = allocate(freight_minor, [int(weight * THOUSANDTHS) for weight in weights])
    return [cost + part for cost, part in zip(line_costs, parts, strict=True)]


def average_costs(receipts: Iterable[tuple[CostedReceipt, Decimal]]) -> list[AverageStep]:
    """The average cost of a product after each of its receipts; ``receipts`` are in order, one for each instant.

    Each has the units that were in the shop before its instant. What was there before the first receipt costs what
    the first one does: nothing else is known of it.

    >>> day = datetime(2026, 11, 1)
    >>> first, second = CostedReceipt(day, Decimal(10), Decimal(1000)), CostedReceipt(day, Decimal(5), Decimal(800))
    >>> [str(step.average) for step in average_costs([(first, Decimal(0)), (second, Decimal(5))])]
    ['100.000000', '130.000000']
    """
    steps: list[AverageStep] = []
    for receipt, before in receipts:
        has = max(before, _ZERO) if steps else _ZERO
        old = steps[-1].average if steps else _ZERO
        average = (has * old + receipt.cost) / (has + receipt.units)
        steps.append(AverageStep(receipt.at, average.quantize(_AVERAGE_PLACES, ROUND_HALF_EVEN)))
    return steps


def value_of(units: Decimal, average: Decimal) -> int:
    """What so many units are worth in minor units, rounded half to even.

    >>> value_of(Decimal("2.5"), Decimal("1.000000"))
    2
    """
    return int(_whole(units * average))


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class ValuedStock:
    """What is on hand of a product at a location or :data:`ON_THE_WAY`, and what it is worth.

    ``average`` is the cost of a unit in minor units. It is the supplier's price of today where ``is_estimated``: no
    delivery with a cost has come. It is ``None`` where no supplier names one either; such goods are worth nothing.
    """

    location_id: int
    sku: str
    units: Decimal
    average: Decimal | None
    value_minor: int
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class DayValue:
    """What all stock was worth when a business day ended; ``estimated_minor`` of it is estimated."""

    day: date
    value_minor: int
    estimated_minor: int
