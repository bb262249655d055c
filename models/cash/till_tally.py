"""Counting what happened at a till beside its sales, from the facts of its journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.facts.basket import BasketCancelled, LineRemoved
from models.facts.day import NumberedSum
from models.facts.device import ReceiptCopied, ReceiptMailed
from models.facts.drawer import DrawerOpened
from models.facts.envelope import Fact
from models.pricing.price import line_gross

#: The facts that are counted.
COUNTED_FACTS = (DrawerOpened, ReceiptCopied, ReceiptMailed, LineRemoved, BasketCancelled)


@dataclass(frozen=True, slots=True)
class TillTally:
    """Openings of the drawer without a sale, the sales that were copied, and what was taken out of baskets."""

    openings: int
    copied_sales: tuple[int, ...]
    removals: NumberedSum


def count_facts(facts: Iterable[Fact]) -> TillTally:
    """Count the facts of a period.

    >>> count_facts([DrawerOpened("change"), ReceiptCopied(7, 1), DrawerOpened("count")])
    TillTally(openings=2, copied_sales=(7,), removals=NumberedSum(number=0, amount=0))
    """
    openings, copied, removed = 0, [], []
    for fact in facts:
        match fact:
            case DrawerOpened():
                openings += 1
            case ReceiptCopied() | ReceiptMailed():
                copied.append(fact.sale)
            case LineRemoved():
                removed.append(line_gross(fact.price, fact.quantity))
            case BasketCancelled():
                removed.append(sum(line_gross(line.price, line.quantity) for line in fact.lines))
            case _:
                pass
    return TillTally(openings, tuple(copied), NumberedSum(len(removed), sum(removed)))
