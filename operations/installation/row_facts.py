"""Recording many rows of the shop's own data as facts of a bounded size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from models.facts.envelope import Fact
from operations.unit_of_work import UnitOfWork

_Row = TypeVar("_Row")
#: Products, prices or other rows that one fact holds at most.
FACT_SIZE = 1_000


def record_rows(work: UnitOfWork, fact_of: Callable[[Sequence[_Row]], Fact], rows: Sequence[_Row]) -> None:
    """Record rows that were stored, at most :data:`FACT_SIZE` in one fact; no rows are no fact."""
    for begin in range(0, len(rows), FACT_SIZE):
        work.record(fact_of(rows[begin : begin + FACT_SIZE]))
