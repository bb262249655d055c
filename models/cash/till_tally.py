"""Counting what happened at a till beside its sales, from the facts of its journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.facts.basket import BasketCancelled, LineRemoved
from models.facts.day import NumberedSum
from models.facts.device import ReceiptCopied, ReceiptMailed, ReceiptOpened
from models.facts.drawer import DrawerOpened
from models.facts.envelope import Fact
from models.facts.unsold import ProFormaPrinted, TrainingCompleted
from models.pricing.price import line_gross

#: The facts that are counted.
COUNTED_FACTS = (DrawerOpened, ReceiptCopied, ReceiptMailed, ReceiptOpened, LineRemoved, BasketCancelled)
#: What is counted beside them.
UNSOLD_FACTS = (TrainingCompleted, ProFormaPrinted)


@dataclass(frozen=True, slots=True)
class TillTally:
    """Openings of the drawer without a sale, the sales that were copied, and what was taken out of baskets.

    ``training`` are practised sales, ``training_up_to`` the number of the last one, 0 if there was none; ``pro_forma``
    are printouts before payment.
    """

    openings: int
    copied_sales: tuple[int, ...]
    removals: NumberedSum
    training: NumberedSum
    training_up_to: int
    pro_forma: NumberedSum


def count_facts(facts: Iterable[Fact]) -> TillTally:
    """Count the facts of a period.

    >>> tally = count_facts([DrawerOpened("change"), ReceiptCopied(7, 1), DrawerOpened("count")])
    >>> tally.openings, tally.copied_sales, tally.removals
    (2, (7,), NumberedSum(number=0, amount=0))
    """
    openings, copied, removed = 0, list[int](), list[int]()
    training, pro_forma = list[TrainingCompleted](), list[ProFormaPrinted]()
    for fact in facts:
        match fact:
            case DrawerOpened():
                openings += 1
            case ReceiptCopied() | ReceiptMailed() | ReceiptOpened():
                copied.append(fact.sale)
            case LineRemoved():
                removed.append(line_gross(fact.price, fact.quantity))
            case BasketCancelled():
                removed.append(sum(line_gross(line.price, line.quantity) for line in fact.lines))
            case TrainingCompleted():
                training.append(fact)
            case ProFormaPrinted():
                pro_forma.append(fact)
            case _:
                pass
    return TillTally(
        openings,
        tuple(copied),
        _sum(removed),
        _sum([each.gross for each in training]),
        max((each.number for each in training), default=0),
        _sum([each.gross for each in pro_forma]),
    )


def _sum(amounts: list[int]) -> NumberedSum:
    return NumberedSum(len(amounts), sum(amounts))
