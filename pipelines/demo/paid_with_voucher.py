"""A purchase at each till of the demo shop when its history ends: at a discount, and in part paid by a voucher."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.barcode import check_digit
from models.quantity import Unit
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import DiscountLine, Scan, TillEvent
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.brought_back import LATER
from pipelines.demo.till_days import TillDay
from store import shop
from store.cash import z_reports
from store.catalogue import one_product
from store.database.engine import Connection, Store
from store.importing.earlier_imports import last_receipts
from store.stock import levels

#: How the machine of the demo shop prints vouchers.
LAYOUT = "980NNNNVVVVVC"
SOLD_BY = "anna"
_CLIENT = "00000000-0000-4000-8000-0000000000dd"
_VOUCHER_MINOR, _LEAST_MINOR = 14_00, 25_00
_OFF_PPM = 100_000
REASONS = {"sv": "Bucklig förpackning", "en": "Dented packaging"}


def pay_with_voucher(store: Store, day: TillDay, returned: int, language: str) -> int:
    """Sell one thing of the day again, against a voucher, and return how many receipts that made; twice is once.

    It is sold at a discount, whose reason is in a ``language``.

    ``returned`` is how many receipts returns made after the day's own.
    """
    with store.view() as view:
        last = z_reports.last_report(view, day.till_id)
        is_last = last_receipts(view)[day.till_id] == day.receipt + returned
        sku = _dear_goods(view, day)
    if sku is None:
        return 0
    if not is_last:
        return 1
    is_closed = last is not None and last.receipts_up_to >= day.receipt
    at = (day.ends_at if is_closed else day.sales[-1].at) + 2 * LATER
    actor = Actor(SOLD_BY, day.till_id, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    body = f"980{day.till_id:04}{_VOUCHER_MINOR:05}"
    off = DiscountLine(2, position=1, code=sku, rate_ppm=_OFF_PPM, reason=REASONS[language])
    events: list[TillEvent] = [Scan(1, sku), off, Scan(3, f"{body}{check_digit(body)}")]
    apply_events(store, actor, _CLIENT, events, at=at)
    basket = till_state(store, day.till_id, _CLIENT, at=at).basket
    assert basket is not None, f"{sku} is in the basket"
    offer = Offer(TenderKind.CASH, cash_due(basket.due))
    complete_sale(store, actor, Payment(basket.basket.id, basket.due, (offer,)), at=at + timedelta(seconds=1))
    return 1


def _dear_goods(view: Connection, day: TillDay) -> str | None:
    """A thing that was sold on the day, that anybody may buy, that is there, and that costs more than a voucher."""
    lines = [line for past in day.sales for line in past.lines if line.unit is Unit.PIECE]
    dear = dict.fromkeys(line.sku for line in lines if line.unit_price.minor >= _LEAST_MINOR)
    location = shop.get_station(view, day.till_id).location.id
    on_hand = levels(view)
    products = one_product.find_products(view, list(dear))
    for sku in dear:
        product = products[sku]
        is_plain = not (product.age_limit or product.open_price or product.deposit or product.pack)
        if is_plain and on_hand.get((location, sku), Decimal(0)) >= 1:
            return sku
    return None
