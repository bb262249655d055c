"""Sales and refunds of each operator in a period, and why goods came back."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.selling.return_report import OperatorSums, ReasonSum
from models.selling.sale import SaleKind
from store import schema

_SALE, _LINE = schema.sale.c, schema.sale_line.c


def operator_sums(view: sa.Connection, first: date, last: date) -> dict[str, OperatorSums]:
    """The receipts of business days from ``first`` to ``last`` by who made them, in alphabetical order."""
    is_sale = _SALE.kind == SaleKind.SALE.value
    query = (
        sa.select(
            _SALE.operator,
            sa.func.sum(sa.case((is_sale, 1), else_=0)),
            sa.func.sum(sa.case((is_sale, _SALE.gross_minor), else_=0)),
            sa.func.sum(sa.case((is_sale, 0), else_=1)),
            sa.func.sum(sa.case((is_sale, 0), else_=-_SALE.gross_minor)),
        )
        .where(_SALE.business_day.between(first, last))
        .group_by(_SALE.operator)
        .order_by(_SALE.operator)
    )
    return {operator: OperatorSums(*(int(each) for each in sums)) for operator, *sums in view.execute(query)}


def reason_sums(view: sa.Connection, first: date, last: date) -> list[ReasonSum]:
    """What was taken back in a period, by who did it and why."""
    reason = sa.func.coalesce(_LINE.return_reason, "")
    query = (
        sa.select(_SALE.operator, reason, sa.func.sum(-_LINE.gross_minor))
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(_SALE.business_day.between(first, last), _SALE.kind == SaleKind.REFUND.value)
        .group_by(_SALE.operator, reason)
        .order_by(_SALE.operator, reason)
    )
    return [ReasonSum(operator, why, int(amount)) for operator, why, amount in view.execute(query)]
