"""Completing a sale: one transaction from the basket to the books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.money import Money
from models.selling.age_check import check_age
from models.selling.basket import Basket, PricedBasket
from models.selling.checkout import SettledBasket, number_sale, settle_basket
from models.selling.deposit_voucher import VouchersTooLarge
from models.selling.fiscal_signer import FiscalSigner, NoFiscalSigner
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.access.permissions import check
from operations.selling.deposit_vouchers import spend_vouchers, voucher_offers
from operations.selling.gift_card_books import book_gift_cards, card_offers
from operations.selling.members_at_till import customer_of
from operations.selling.payment_books import apply_parts, paid_offers
from operations.selling.receipt_points import book_receipt_points
from operations.selling.refund_document import record_set_off
from operations.selling.sale_records import move_lots_of_sale, record_sale
from operations.selling.spent_coupons import spend_coupons
from operations.selling.web_orders_at_till import check_promises, collect_order
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Connection, Store
from store.selling import baskets, sales
from store.selling.basket_prices import BasketPrices

NO_SIGNER = NoFiscalSigner()


class UnknownBasket(Refused):
    """The basket is not waiting at this till (any more)."""

    code = "unknown_basket"
    text = (
        "There is no basket {basket_id} at this till: it was cancelled or belongs to another. "
        "Nothing was sold; look at the till and try again."
    )

    basket_id: int


class EmptyBasket(Refused):
    """There is nothing to pay."""

    code = "empty_basket"
    text = "The basket is empty. Nothing was sold; scan something first."


class BasketChanged(Refused):
    """The basket costs something else than what the operator saw."""

    code = "basket_changed"
    text = (
        "The basket costs {due} {due.currency} and not {shown}: it changed after it was shown. "
        "Nothing was sold; look at the basket and take the payment again."
    )

    shown: Money
    due: Money


class NothingToPay(Refused):
    """The customer gets money back for this basket, and pays none."""

    code = "nothing_to_pay"
    text = "The customer gets money back for this basket. Nothing was sold; give the money back instead."


@dataclass(frozen=True, slots=True)
class Payment:
    """A wish to pay: ``shown`` is the total, before rounding of cash, that the operator saw.

    ``sold_by`` is who sells, where that is somebody else than who acts now.
    """

    basket_id: int
    shown: Money
    offers: tuple[Offer, ...]
    customer: str | None = None
    sold_by: str | None = None


def complete_sale(
    store: Store, actor: Actor, payment: Payment, *, at: datetime, signer: FiscalSigner = NO_SIGNER
) -> Sale:
    """Turn a basket into a sale: lines, settlement, receipt number, stock, books and journal, or nothing.

    First the tenders are settled and the sale is numbered; then ``signer`` vouches for it, before anything is written:
    what it refuses is not sold. Devices and the world are told afterwards, from the journal.

    The sale's id is the basket's, so paying twice is one sale: the second call returns what stands.
    Raises :class:`UnknownBasket`, :class:`EmptyBasket`, :class:`BasketChanged`,
    :class:`models.selling.age_check.AgeNotConfirmed`, :class:`models.selling.deposit_voucher.VouchersTooLarge`,
    :class:`models.selling.settlement.TooLittlePaid`, :class:`models.selling.settlement.TooMuchPaid`,
    :class:`models.selling.settlement.TooMuchCash` or :class:`operations.selling.web_orders_at_till.GoodsPromised`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        basket = baskets.find_basket(work.tx, payment.basket_id, work.station.shop.currency)
        if basket is None:
            return _paid_before(work.tx, payment)
        sale = sell_basket(work, basket, payment, signer)
        if basket.has_payments:
            apply_parts(work, basket.id)
        return sale


def sell_basket(work: UnitOfWork, basket: Basket, payment: Payment, signer: FiscalSigner = NO_SIGNER) -> Sale:
    """The same within a transaction that is open already, without the books of the parts that were paid before."""
    return _number_and_record(work, _settle(work, basket, payment), payment, signer)


def price_for_payment(work: UnitOfWork, basket: Basket, shown: Money) -> PricedBasket:
    """The basket as it can be paid: of this till, with goods, of the price that was ``shown``, and old enough.

    Raises :class:`UnknownBasket`, :class:`EmptyBasket`, :class:`BasketChanged` or
    :class:`models.selling.age_check.AgeNotConfirmed`.
    """
    if basket.device_id != work.station.device.id:
        raise UnknownBasket(basket.id)
    if basket.is_empty:
        raise EmptyBasket
    check_age(basket)
    priced = BasketPrices(work.tx, work.station.shop, work.at).of(basket)
    if priced.due != shown:
        raise BasketChanged(shown, priced.due)
    return priced


def _settle(work: UnitOfWork, basket: Basket, payment: Payment) -> SettledBasket:
    """Goods that come back are a tender, too; a basket without any to pay for is settled by giving money back."""
    priced = price_for_payment(work, basket, payment.shown)
    if basket.vouchers and priced.due.minor < 0:
        raise VouchersTooLarge(-priced.due)
    if not basket.has_goods or priced.due.minor < 0:
        raise NothingToPay
    returned = Money(basket.returned_minor or 0, priced.currency)
    set_off = () if basket.returned_minor is None else (Offer(TenderKind.SET_OFF, returned),)
    before_payment = (*set_off, *voucher_offers(basket, priced.currency), *card_offers(priced))
    return settle_basket(priced, (*before_payment, *paid_offers(work, basket, priced.due), *payment.offers))


def _number_and_record(work: UnitOfWork, settled: SettledBasket, payment: Payment, signer: FiscalSigner) -> Sale:
    operator = payment.sold_by or work.actor.operator_id
    if settled.priced.basket.returned_minor is not None:
        record_set_off(work, settled.priced.basket, operator, signer)
    number = work.take_receipt_number()
    customer = payment.customer or customer_of(work.tx, settled.priced.basket)
    unsigned = number_sale(settled, work.station, number, at=work.at, operator=operator, customer=customer)
    sale = replace(unsigned, signature=signer.sign(unsigned))
    record_sale(work, sale)
    move_lots_of_sale(work, sale, settled.priced.basket)
    spend_coupons(work, settled.priced.basket, sale)
    spend_vouchers(work, settled.priced.basket, sale)
    book_gift_cards(work, settled.priced, sale)
    book_receipt_points(work, settled.priced, sale)
    baskets.discard_basket(work.tx, payment.basket_id)
    collect_order(work, sale)
    check_promises(work, sale)
    return sale


def _paid_before(tx: Connection, payment: Payment) -> Sale:
    """The sale that a basket became: a sale and its basket never stand side by side."""
    kept = sales.find_sale(tx, payment.basket_id)
    if kept is None:
        raise UnknownBasket(payment.basket_id)
    return kept
