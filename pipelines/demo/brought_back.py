"""What customers of the demo shop bring back: one thing at each till, at the end of its history."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from models.access.actor import Actor, Approval
from models.access.approval_reason import ApprovalReason
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.payments.attempt import PaymentMethod
from models.quantity import Unit
from models.selling.earlier_trade import PastSale
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.settlement import TenderKind
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from pipelines.demo.till_days import TillDay
from store.cash import z_reports
from store.database.engine import Store
from store.importing.earlier_imports import last_receipts
from store.selling import sales

TAKEN_BACK_BY, APPROVED_BY = "anna", "maria"
#: How long after the last sale of an open day, or after the end of one that is closed, somebody comes back.
LATER = timedelta(seconds=1)


def bring_back(store: Store, day: TillDay) -> int:
    """Take the first thing of a cash sale of the day back, and return how many receipts that made; twice is once."""
    numbers = range(day.receipt - len(day.sales) + 1, day.receipt + 1)
    number = next((each for each, past in zip(numbers, day.sales, strict=True) if _may_come_back(past)), None)
    if number is None:
        return 0
    with store.view() as view:
        sale, last = sales.find_receipt(view, day.till_id, number), z_reports.last_report(view, day.till_id)
        is_last = last_receipts(view)[day.till_id] == day.receipt
    if sale is None or not is_last:
        return 1
    is_closed = last is not None and last.receipts_up_to >= day.receipt
    at = (day.ends_at if is_closed else day.sales[-1].at) + LATER
    approval = Approval(APPROVED_BY, Permission.APPROVE_RETURNS, ApprovalReason.RECEIPT_LOST)
    actor = Actor(TAKEN_BACK_BY, day.till_id, PERMISSIONS[BuiltInRole.SALES_ASSISTANT], approval)
    line = sale.lines[0]
    chosen = ChosenLine(line.position, line.quantity, ReturnReason.CHANGED_MIND, GoodsTo.STOCK)
    basket_id = choose_returns(store, actor, sale.id, [chosen], at=at)
    wish = GiveBackWish(str(UUID(int=day.till_id, version=4)), basket_id, -line.gross, PaymentMethod.CASH)
    give_back(store, actor, wish, at=at)
    return 1


def _may_come_back(past: PastSale) -> bool:
    return past.paid_with is TenderKind.CASH and past.lines[0].unit is Unit.PIECE
