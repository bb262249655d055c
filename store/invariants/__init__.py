"""What must always hold, asked of the database: whoever breaks it, these queries find it.

C2 no sale is half · C3 receipt numbers without a gap · C4 the journal is as it was written ·
C5 stock is the sum of its movements, and those are of sales or told · C6 books, sales and journal tell the same.
(C1, that every acknowledged sale is there, can only be asked by who got the acknowledgements.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from store.invariants.facts import goods_and_journal, sales_and_journal
from store.invariants.guards import guards
from store.invariants.journal import chains
from store.invariants.ledger import books_without_sale, sales_without_entry, unbalanced
from store.invariants.sales import (
    line_sums,
    lines_of_their_sale,
    parts_without_sale,
    receipt_gaps,
    sales_without_lines,
    tender_sums,
)
from store.invariants.stock import sales_without_goods, stock_levels
from store.invariants.violation import NAMED_MAX, Violation

__all__ = ["NAMED_MAX", "Violation", "check_all"]


def check_all(view: sa.Connection, told: Callable[[int, int], None] | None = None) -> list[Violation]:
    """Every violation of C2 to C6, at most :data:`NAMED_MAX` of each check; ``told(done, total)`` hears of each."""
    checks = (
        sales_without_lines,
        parts_without_sale,
        line_sums,
        lines_of_their_sale,
        tender_sums,
        receipt_gaps,
        chains,
        guards,
        stock_levels,
        sales_without_goods,
        unbalanced,
        sales_without_entry,
        books_without_sale,
        sales_and_journal,
        goods_and_journal,
    )
    violations: list[Violation] = []
    for done, check in enumerate(checks, start=1):
        violations += _first(check(view))
        if told is not None:
            told(done, len(checks))
    return violations


def _first(found: Iterator[Violation]) -> Iterator[Violation]:
    for _, violation in zip(range(NAMED_MAX), found, strict=False):
        yield violation
