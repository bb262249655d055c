"""The return receipt of a basket: a refund with a number of its own, in the transaction of its settlement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.money import Money
from models.selling.basket import Basket
from models.selling.checkout import origin_at
from models.selling.fiscal_signer import FiscalSigner
from models.selling.refund_sale import make_refund, settle_refund
from models.selling.sale import Sale
from models.selling.settlement import Settlement
from operations.selling.receipt_points import take_back_points
from operations.selling.sale_records import move_lots_back, record_sale
from operations.selling.spent_coupons import restore_coupons
from operations.unit_of_work import UnitOfWork
from store.selling import return_lines, sales


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Which refund a basket makes: its id, how it is settled, and with which sale, if there is one."""

    refund_id: int
    settlement: Settlement
    operator: str
    settled_with: int | None = None


def record_refund(work: UnitOfWork, basket: Basket, wish: RefundWish, signer: FiscalSigner) -> Sale:
    """Number, sign and store the refund of what a basket takes back, with goods, books and its row in the journal."""
    lines = return_lines.returns_of(work.tx, basket.id)
    original = sales.get_sale(work.tx, lines[0].sale_id)
    number = work.take_receipt_number()
    origin = origin_at(work.station, number, at=work.at, operator=wish.operator, customer=original.origin.customer)
    sales.lock_refunds(work.tx, original.id)  # which part of a discount goes back depends on those before
    earlier = sales.refunds_of(work.tx, original.id)
    made = make_refund(original, lines, wish.settlement, origin, wish.refund_id, earlier=earlier)
    unsigned = replace(made, settled_with=wish.settled_with)
    refund = replace(unsigned, signature=signer.sign(unsigned))
    record_sale(work, refund)
    move_lots_back(work, refund, original)
    restore_coupons(work, original, refund, earlier)
    take_back_points(work, original, refund, earlier)
    return_lines.replace_returns(work.tx, basket.id, [])
    return refund


def record_set_off(work: UnitOfWork, basket: Basket, operator: str, signer: FiscalSigner) -> Sale:
    """The same for a refund of which nothing is paid out: all of it is a tender of the basket's own sale."""
    currency = work.station.shop.currency
    whole = Money(basket.returned_minor or 0, currency)
    settlement = settle_refund(whole, whole, (), has_cash=False)
    (refund_id,) = work.take_ids()
    return record_refund(work, basket, RefundWish(refund_id, settlement, operator, basket.id), signer)
