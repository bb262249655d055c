"""The last sale of a till is undone as a whole: everything on it comes back with the basket, as a mistake."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.selling.gift_card import SaleWithGiftCard
from models.selling.refund_sale import USUAL_PLACE
from models.selling.return_line import ReturnReason
from models.selling.sale import LineKind, Sale, SaleKind
from models.selling.settlement import TenderKind
from operations.access.permissions import check
from operations.selling.goods_return import ChosenLine, choose_in
from operations.unit_of_work import unit_of_work
from store.cash import z_reports
from store.database.engine import Connection, Store
from store.selling import baskets, return_lines, sales


class NotTheLastSale(Refused):
    """A sale that is to be undone, and that is not what its till sold last."""

    code = "not_last_sale"
    text = "Receipt {number} is not the last one of this till. Nothing was changed; return its goods instead."

    number: int


class SaleInClosedDay(Refused):
    """A sale that is to be undone, and that is in a Z report already."""

    code = "sale_in_closed_day"
    text = "Receipt {number} is in Z report {report} already. Nothing was changed; return its goods instead."

    number: int
    report: int


class SaleOfExchange(Refused):
    """A sale that is to be undone, and that was paid with goods that came back."""

    code = "sale_of_exchange"
    text = "Receipt {number} was paid with goods that came back. Nothing was changed; return its goods instead."

    number: int


class BasketInTheWay(Refused):
    """A sale is to be undone while there are goods in the basket."""

    code = "basket_in_the_way"
    text = "There are goods in the basket. Nothing was changed; park the basket or finish it, then undo the sale."


def undo_sale(store: Store, actor: Actor, sale_id: int, *, at: datetime) -> int:
    """Take everything of the till's last sale back with its basket, and return the basket's id; repeating is harmless.

    The money goes back next, as for any return. Raises :class:`NotTheLastSale`, :class:`SaleInClosedDay`,
    :class:`SaleOfExchange`, :class:`BasketInTheWay`, :class:`models.selling.refund.RefundedTooMuch`,
    :class:`store.selling.sales.UnknownSale` or :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.RETURN_GOODS)
    check(actor, Permission.APPROVE_RETURNS)
    with unit_of_work(store, actor, at=at) as work:
        sale = sales.get_sale(work.tx, sale_id)
        basket = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
        if basket is not None and basket.returned_minor is not None and _is_chosen(work.tx, basket.id, sale):
            return basket.id
        if basket is not None and not basket.is_empty:
            raise BasketInTheWay
        obstacle = why_not_undone(work.tx, work.station.device.id, sale)
        if obstacle is not None:
            raise obstacle
        return choose_in(work, sale, whole_sale(sale))


def why_not_undone(view: Connection, till_id: int, sale: Sale) -> Refused | None:
    """Why a sale cannot be undone as a whole at a till; ``None`` if it can."""
    number = sale.origin.receipt_number
    if sale.kind is not SaleKind.SALE or [each.id for each in sales.latest_sales(view, till_id, 1)] != [sale.id]:
        return NotTheLastSale(number)
    report = z_reports.last_report(view, till_id)
    if report is not None and number <= report.receipts_up_to:
        return SaleInClosedDay(number, report.number)
    if any(tender.kind is TenderKind.SET_OFF for tender in sale.settlement.tenders):
        return SaleOfExchange(number)
    if any(line.kind is LineKind.GIFT_CARD for line in sale.lines):
        return SaleWithGiftCard(number)
    return None


def whole_sale(sale: Sale) -> list[ChosenLine]:
    """All goods of a sale, each with its deposit, as a mistake that goes back to the shelf."""
    reason = ReturnReason.MISTAKE
    return [
        ChosenLine(line.position, line.quantity, reason, USUAL_PLACE[reason])
        for line in sale.lines
        if line.kind is LineKind.GOODS
    ]


def _is_chosen(view: Connection, basket_id: int, sale: Sale) -> bool:
    chosen = {(each.sale_id, each.position): each.quantity for each in return_lines.returns_of(view, basket_id)}
    return chosen == {(sale.id, line.position): line.quantity for line in sale.lines}
