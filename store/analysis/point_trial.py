"""Purchases of members as a rule of points looks at them, to try one on what was sold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby

import sqlalchemy as sa

from models.members.earned_points import EarningLine, EarningSale
from models.selling.sale import LineKind, SaleKind
from models.selling.settlement import TenderKind
from models.shop import Shop
from store import schema

_sale, _line, _product, _tender = schema.sale.c, schema.sale_line.c, schema.product.c, schema.tender


def purchases_of_members(view: sa.Connection, company: Shop, first: date, until: date) -> Iterator[EarningSale]:
    """The sales to members on the business days from ``first`` until ``until`` (excluded), one with goods each.

    Categories are those of the goods today. What came back later is not left out.
    """
    by_card = (
        sa.select(sa.func.coalesce(sa.func.sum(_tender.c.amount_minor), 0))
        .where(_tender.c.sale_id == _sale.id, _tender.c.kind == TenderKind.GIFT_CARD.value)
        .correlate(schema.sale)
        .scalar_subquery()
    )
    query = (
        sa.select(
            *(_sale.id, _sale.customer, _sale.at, _sale.gross_minor.label("sale_minor"), by_card.label("card_minor")),
            *(_line.position, _line.sku, _line.gross_minor, _line.quantity, _product.category),
        )
        .join_from(schema.sale, schema.sale_line, _line.sale_id == _sale.id)
        .join(schema.product, _product.sku == _line.sku)
        .join(schema.member, schema.member.c.id == _sale.customer)
        .where(
            _sale.business_day >= first,
            _sale.business_day < until,
            _sale.kind == SaleKind.SALE.value,
            _line.kind == LineKind.GOODS.value,
        )
        .order_by(_sale.id, _line.position)
    )
    for _, rows in groupby(view.execute(query), key=lambda row: row.id):
        own = list(rows)
        head = own[0]
        lines = tuple(EarningLine(row.position, row.sku, row.category, row.gross_minor, row.quantity) for row in own)
        whole, by_gift_card = head.sale_minor, int(head.card_minor)
        share = Fraction(whole - by_gift_card, whole) if whole > 0 else Fraction(1)
        yield EarningSale(head.customer, company.wall_clock(head.at), lines, share)
