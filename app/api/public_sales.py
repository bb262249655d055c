"""Sales for programs of others: whole receipts without anything about people."""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.cursors import read_cursor, write_cursor
from app.api.key_check import Needs, StoreOf
from app.api.page_parts import PAGE_USUAL, Cursor, KnownTag, Limit, percent, replies, tagged
from app.api.records import PublicSale, PublicSaleLine, PublicTender, SalePage
from models.access.api_key import ApiScope
from models.selling.sale import LineKind, Sale, SaleLine
from store import shop
from store.selling import sales, sales_in_order

router = APIRouter(dependencies=[Depends(Needs(ApiScope.SALES))], tags=["sales"])

Day = Annotated[date, Query(description="A business day, such as 2026-11-23.")]


@router.get("/sales", response_model=SalePage, responses=replies())
def list_sales(
    store: StoreOf,
    *,
    first_day: Day = date.min,
    last_day: Day = date.max,
    limit: Limit = PAGE_USUAL,
    cursor: Cursor = "",
    known_tag: KnownTag = None,
) -> Response:
    """Sales and refunds of some business days, the oldest first; a later page may have what was sold meanwhile."""
    after = int(read_cursor(cursor, (int,))[0]) if cursor else None
    with store.view() as view:
        currency = shop.get_shop(view).currency
        ids = sales_in_order.sale_ids_after(view, first_day, last_day, most=limit, after=after)
        by_id = sales.find_sales(view, ids)
    rows = [public_sale(by_id[each]) for each in ids]
    more = write_cursor([ids[-1]]) if len(ids) == limit else None
    return tagged(SalePage(currency=currency, sales=rows, next=more), known_tag)


def public_sale(sale: Sale) -> PublicSale:
    """A receipt as programs of others see it."""
    origin, settlement = sale.origin, sale.settlement
    return PublicSale(
        id=sale.id,
        kind=sale.kind.value,
        refers_to=sale.refers_to,
        till=origin.device_id,
        location=origin.location_id,
        receipt_number=origin.receipt_number,
        at=origin.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        business_day=origin.business_day.isoformat(),
        gross_minor=settlement.gross.minor,
        tax_minor=sum(each.tax.minor for each in sale.lines),
        discount_minor=sum(each.discount.minor for each in sale.lines),
        rounding_minor=settlement.rounding.minor,
        due_minor=settlement.due.minor,
        lines=[_line(each) for each in sale.lines],
        tenders=[
            PublicTender(kind=each.kind.value, amount_minor=each.amount.minor - each.change.minor)
            for each in settlement.tenders
        ],
    )


def _line(line: SaleLine) -> PublicSaleLine:
    # The SKU of money on a gift card has the card's number in it, which is nobody's business but its owner's.
    sku = LineKind.GIFT_CARD.value if line.kind is LineKind.GIFT_CARD else line.sku
    return PublicSaleLine(
        position=line.position,
        kind=line.kind.value,
        sku=sku,
        gtin=line.gtin,
        name=line.name,
        unit=line.unit.value,
        quantity=f"{line.quantity:f}",
        unit_price_minor=line.unit_price.minor,
        discount_minor=line.discount.minor,
        gross_minor=line.gross.minor,
        tax_minor=line.tax.minor,
        tax_percent=percent(line.tax_rate_ppm),
    )
