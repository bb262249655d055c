"""The last sale of a till was registered in the wrong means of payment: a return receipt and a new receipt, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.money import Money
from models.payments.attempt import SEEN_METHODS, AttemptKind, PaymentMethod, PaymentOrder
from models.selling.checkout import origin_at
from models.selling.deposit_voucher import PaidByVoucher
from models.selling.fiscal_signer import FiscalSigner, NoFiscalSigner
from models.selling.gift_card import SaleWithGiftCard
from models.selling.payment_parts import TENDER_OF_METHOD
from models.selling.refund_sale import settle_refund
from models.selling.return_rules import RefundTender, refund_tenders
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind, cash_due, settle
from operations.access.permissions import check
from operations.selling.goods_return import choose_in
from operations.selling.payment_books import apply_parts
from operations.selling.payment_changes import new_attempt, store_attempt
from operations.selling.receipt_points import book_points_again
from operations.selling.refund_document import RefundWish, record_refund
from operations.selling.sale_records import move_lots_again, record_sale
from operations.selling.spent_coupons import spend_again
from operations.selling.undo_sale import BasketInTheWay, whole_sale, why_not_undone
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Connection, Store
from store.selling import baskets, coupons, payment_attempts, sales

NO_SIGNER = NoFiscalSigner()


class PaidByProvider(Refused):
    """A sale whose money went through a connected terminal or a phone: it really moved, and has to go back there."""

    code = "paid_by_provider"
    text = (
        "Receipt {number} was paid with {method}, and that money has moved. Nothing was changed; undo the sale, "
        "give the money back there, and sell again."
    )

    number: int
    method: str


class SameMeans(Refused):
    """A sale that was registered in the means of payment that it is to be corrected to."""

    code = "same_means"
    text = "Receipt {number} is registered like that already. Nothing was changed; choose another means of payment."

    number: int


@dataclass(frozen=True, slots=True)
class CorrectionWish:
    """The means in which a sale was really paid: cash, or a card on a terminal of its own with the text of its slip.

    ``key`` is a random UUID, that of the payment on such a terminal.
    """

    key: str
    sale_id: int
    method: PaymentMethod
    reference: str = ""


def correct_payment(
    store: Store, actor: Actor, wish: CorrectionWish, *, at: datetime, signer: FiscalSigner = NO_SIGNER
) -> Sale:
    """Take the till's last sale back as a mistake, sell the same in the right means, and return that new sale.

    A wrong means of payment is corrected by a return receipt and a new receipt (SKVFS 2014:10). Both are made in one
    transaction and refer to each other; the goods, their prices and their discounts are those of the sale. Raises
    :class:`PaidByProvider`, :class:`SameMeans`, :class:`models.selling.deposit_voucher.PaidByVoucher`,
     :class:`operations.selling.undo_sale.BasketInTheWay`, what
    :func:`operations.selling.undo_sale.why_not_undone` finds, :class:`store.selling.sales.UnknownSale` or
    :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.RETURN_GOODS)
    check(actor, Permission.APPROVE_RETURNS)
    with unit_of_work(store, actor, at=at) as work:
        original = sales.get_sale(work.tx, wish.sale_id)
        corrected_id = _corrected_id(work.tx, original)
        if corrected_id is not None:
            return sales.get_sale(work.tx, corrected_id)
        tenders = _registered(work, original, wish.method)
        (new_id,) = work.take_ids()
        uses = [(each.code, each.promotion_id) for each in coupons.coupons_on(work.tx, original.id)]
        _take_back(work, original, tenders, _Correction(wish, new_id, signer))
        sale = _sell_again(work, original, _Correction(wish, new_id, signer))
        spend_again(work, uses, sale)
        book_points_again(work, original, sale)
        return sale


def may_correct_payment(view: Connection, till_id: int, sale: Sale) -> bool:
    """Whether a till may correct the means of payment of a sale: its last one, whose money no provider moved."""
    obstacle = why_not_undone(view, till_id, sale)
    return (
        obstacle is None
        and not (_has_voucher(sale) or _has_card(sale))
        and _by_provider(_tenders_of(view, sale)) is None
    )


def _corrected_id(view: Connection, original: Sale) -> int | None:
    """The sale that a correction made of this one, if there was one: settled with its return without any set-off."""
    for refund in sales.refunds_of(view, original.id):
        if refund.settled_with and all(each.kind is not TenderKind.SET_OFF for each in refund.settlement.tenders):
            return refund.settled_with
    return None


@dataclass(frozen=True, slots=True)
class _Correction:
    """What both documents are made of: the wish, the id of the new sale, and who signs."""

    wish: CorrectionWish
    new_id: int
    signer: FiscalSigner


def _registered(work: UnitOfWork, sale: Sale, right_method: PaymentMethod) -> tuple[RefundTender, ...]:
    """The means in which a sale is registered, if it can be corrected to the one that is right_method."""
    basket = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
    if basket is not None and not basket.is_empty:
        raise BasketInTheWay
    obstacle = why_not_undone(work.tx, work.station.device.id, sale)
    if obstacle is not None:
        raise obstacle
    if _has_card(sale):
        raise SaleWithGiftCard(sale.origin.receipt_number)
    if _has_voucher(sale):
        raise PaidByVoucher(sale.origin.receipt_number)
    tenders = _tenders_of(work.tx, sale)
    provider = _by_provider(tenders)
    if provider is not None or right_method not in SEEN_METHODS:
        raise PaidByProvider(sale.origin.receipt_number, (provider or right_method).value)
    if {each.method for each in tenders} <= {right_method}:
        raise SameMeans(sale.origin.receipt_number)
    return tenders


def _tenders_of(view: Connection, sale: Sale) -> tuple[RefundTender, ...]:
    return refund_tenders(sale, (), payment_attempts.attempts_of(view, sale.id))


def _has_card(sale: Sale) -> bool:
    return any(tender.kind is TenderKind.GIFT_CARD for tender in sale.settlement.tenders)


def _has_voucher(sale: Sale) -> bool:
    return any(each.kind is TenderKind.DEPOSIT_VOUCHER for each in sale.settlement.tenders)


def _by_provider(tenders: Sequence[RefundTender]) -> PaymentMethod | None:
    return next((each.method for each in tenders if each.method not in SEEN_METHODS), None)


def _take_back(work: UnitOfWork, original: Sale, tenders: Sequence[RefundTender], correction: _Correction) -> None:
    """The return receipt: everything comes back in the means in which it is registered."""
    basket_id = choose_in(work, original, whole_sale(original))
    basket = baskets.find_basket(work.tx, basket_id, original.currency)
    assert basket is not None, "the goods have just been chosen in it"
    cards = [
        Offer(TENDER_OF_METHOD[each.method], each.left) for each in tenders if each.method is not PaymentMethod.CASH
    ]
    has_cash = any(each.method is PaymentMethod.CASH for each in tenders)
    gross = original.settlement.gross
    settlement = settle_refund(gross, Money(0, gross.currency), cards, has_cash=has_cash)
    wish = RefundWish(basket_id, settlement, work.actor.operator_id, settled_with=correction.new_id)
    record_refund(work, basket, wish, correction.signer)
    baskets.discard_basket(work.tx, basket_id)
    for number, each in enumerate(tenders):
        if each.method is PaymentMethod.OWN_TERMINAL and each.charge is not None:
            key = str(uuid5(UUID(correction.wish.key), str(number)))
            order = _order(work, correction, key, AttemptKind.REFUND, each.left)
            store_attempt(work, new_attempt(work, order, None, original=each.charge.id), "")


def _sell_again(work: UnitOfWork, original: Sale, correction: _Correction) -> Sale:
    """The new receipt: the same lines, paid as they really were."""
    wish, gross = correction.wish, original.settlement.gross
    amount = cash_due(gross) if wish.method is PaymentMethod.CASH else gross
    settlement = settle(gross, [Offer(TENDER_OF_METHOD[wish.method], amount, wish.reference or None)])
    number, operator = work.take_receipt_number(), work.actor.operator_id
    origin = origin_at(work.station, number, at=work.at, operator=operator, customer=original.origin.customer)
    unsigned = replace(original, id=correction.new_id, origin=origin, settlement=settlement, signature=None)
    sale = replace(unsigned, signature=correction.signer.sign(unsigned))
    record_sale(work, sale)
    move_lots_again(work, sale, original)
    if wish.method is PaymentMethod.OWN_TERMINAL:
        order = _order(work, correction, wish.key, AttemptKind.CHARGE, amount)
        store_attempt(work, new_attempt(work, order, None), wish.reference)
    apply_parts(work, sale.id)
    return sale


def _order(work: UnitOfWork, correction: _Correction, key: str, kind: AttemptKind, amount: Money) -> PaymentOrder:
    """What a terminal of its own took or gave, so that its total agrees with the documents."""
    till_id = work.station.device.id
    return PaymentOrder(key, correction.new_id, till_id, kind, PaymentMethod.OWN_TERMINAL, amount, work.at)
