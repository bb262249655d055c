"""Finding the receipt of goods that a customer brings back."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.selling.receipt_search import ReceiptSearch
from models.selling.sale import Sale, SaleKind
from store import schema
from store.selling.sales import find_sales

_SALE, _LINE, _ATTEMPT = schema.sale.c, schema.sale_line.c, schema.payment_attempt.c


def find_receipts(view: sa.Connection, search: ReceiptSearch, *, first: date, most: int) -> list[Sale]:
    """At most so many sales that fit a search, the newest first; but for a code, only from a business day on."""
    if search.sale_id is not None:
        whole = find_sales(view, [search.sale_id])
        return [sale for sale in whole.values() if sale.kind is SaleKind.SALE]
    fits = sa.or_(sa.false(), *_fits(search))
    since = (_SALE.business_day >= first, _SALE.kind == SaleKind.SALE.value)
    query = sa.select(_SALE.id).where(*since, fits).order_by(_SALE.at.desc(), _SALE.id.desc()).limit(most)
    ids = list(view.scalars(query))
    by_id = find_sales(view, ids)
    return [by_id[each] for each in ids]


def _fits(search: ReceiptSearch) -> list[sa.ColumnElement[bool]]:
    fits: list[sa.ColumnElement[bool]] = []
    if search.number is not None:
        fits.append(_SALE.receipt_number == search.number)
    if search.due_minor is not None:
        fits.append(_SALE.due_minor == search.due_minor)
    if search.last_four:
        slip = _ATTEMPT.card.contains(f'"last_four":"{search.last_four}"', autoescape=True)
        fits.append(sa.exists().where(_ATTEMPT.basket_id == _SALE.id, slip))
    product = [_LINE.sku == search.product] if search.product else []
    if search.gtin:
        product.append(_LINE.gtin == search.gtin)
    if search.product and search.number is None:
        product.append(sa.func.lower(_LINE.name).contains(search.product.lower(), autoescape=True))
    if product:
        fits.append(sa.exists().where(_LINE.sale_id == _SALE.id, sa.or_(*product)))
    return fits
