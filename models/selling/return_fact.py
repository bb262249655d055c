"""The fact that the journal stores of the return lines of a basket."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.return_lines import ChosenReturn, ReturnLinesChosen
from models.selling.return_line import ReturnLine


def returns_fact(basket_id: int, lines: Iterable[ReturnLine]) -> ReturnLinesChosen:
    """All return lines that a basket has now."""
    return ReturnLinesChosen(basket_id, tuple(_chosen(line) for line in lines))


def _chosen(line: ReturnLine) -> ChosenReturn:
    return ChosenReturn(
        sale=line.sale_id,
        position=line.position,
        quantity=line.quantity,
        reason=line.reason,
        goods_to=line.goods_to,
        gross=line.gross_minor,
        tax=line.tax_minor,
        discount=line.discount_minor,
        cost=line.cost_minor,
    )
