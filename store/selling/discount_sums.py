"""What was taken off sales in a period, by who sold and why."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.pricing.discount_part import DiscountKind
from models.selling.discount_grant import ON_BASKETS, ON_LINES
from models.selling.discount_report import DiscountSum
from models.selling.sale import SaleKind
from store import schema

_SALE, _PART = schema.sale.c, schema.sale_line_discount.c
_GIVEN = sorted(each.value for each in ON_LINES | ON_BASKETS)


def discount_sums(view: sa.Connection, first: date, last: date) -> list[DiscountSum]:
    """Discounts that operators gave on business days from ``first`` to ``last``; those of rules are not among them.

    What came back is not taken off: the report is about what was given.
    """
    query = (
        sa.select(_SALE.operator, _PART.kind, _PART.text, sa.func.count(), sa.func.sum(_PART.amount_minor))
        .join_from(schema.sale, schema.sale_line_discount, _PART.sale_id == _SALE.id)
        .where(
            _SALE.business_day.between(first, last),
            _SALE.kind == SaleKind.SALE.value,
            _PART.kind.in_(_GIVEN),
        )
        .group_by(_SALE.operator, _PART.kind, _PART.text)
        .order_by(_SALE.operator, _PART.kind, _PART.text)
    )
    return [
        DiscountSum(operator, DiscountKind(kind), text, lines, int(amount))
        for operator, kind, text, lines, amount in view.execute(query)
    ]
