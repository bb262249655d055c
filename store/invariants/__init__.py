"""What must always hold, asked of the database: whoever breaks it, these queries find it.

One module a kind of fact; each registers its invariants with their codes and a sentence.
C2 no sale is half · C3 receipt numbers without a gap · C4 the journal is as it was written ·
C5 stock is the sum of its movements, and those are of sales or told · C6 books, sales and journal tell the same ·
C7 never more is taken back than was sold · C8 prices, terms, orders and the company are what the journal says.
(C1, that every acknowledged sale is there, can only be asked by who got the acknowledgements.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from store.invariants import company, facts, goods_terms, guards, journal, ledger, orders, refunds, sales, stock
from store.invariants.violation import NAMED_MAX, Invariant, Violation

__all__ = ["INVARIANTS", "NAMED_MAX", "Invariant", "Violation", "check_all"]

#: Every invariant, the cheapest kinds first.
INVARIANTS: tuple[Invariant, ...] = (
    *sales.INVARIANTS,
    *journal.INVARIANTS,
    *guards.INVARIANTS,
    *stock.INVARIANTS,
    *refunds.INVARIANTS,
    *ledger.INVARIANTS,
    *facts.INVARIANTS,
    *goods_terms.INVARIANTS,
    *orders.INVARIANTS,
    *company.INVARIANTS,
)


def check_all(view: sa.Connection, told: Callable[[int, int], None] | None = None) -> list[Violation]:
    """Every violation, at most :data:`NAMED_MAX` of each invariant; ``told(done, total)`` is called after each."""
    violations: list[Violation] = []
    for done, invariant in enumerate(INVARIANTS, start=1):
        violations += _first(invariant.check(view))
        if told is not None:
            told(done, len(INVARIANTS))
    return violations


def _first(found: Iterator[Violation]) -> Iterator[Violation]:
    for _, violation in zip(range(NAMED_MAX), found, strict=False):
        yield violation
