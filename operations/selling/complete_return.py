"""A basket with goods that come back is settled: a return receipt, and a receipt of what is bought instead."""

from __future__ import annotations

from dataclasses import replace

from models.money import Money, total
from models.payments.attempt import AttemptKind
from models.selling.basket import Basket, PricedBasket
from models.selling.checkout import number_sale, settle_basket
from models.selling.fiscal_signer import FiscalSigner, NoFiscalSigner
from models.selling.payment_parts import TENDER_OF_METHOD
from models.selling.refund_sale import settle_refund
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.selling.gift_card_books import CardRefund, refund_to_cards
from operations.selling.members_at_till import customer_of
from operations.selling.payment_books import apply_parts
from operations.selling.receipt_points import book_receipt_points
from operations.selling.refund_document import RefundWish, record_refund
from operations.selling.sale_records import move_lots_of_sale, record_sale
from operations.selling.spent_coupons import spend_coupons
from operations.unit_of_work import UnitOfWork
from store.selling import baskets, payment_attempts

NO_SIGNER = NoFiscalSigner()


def complete_return(
    work: UnitOfWork,
    basket: Basket,
    priced: PricedBasket,
    *,
    operator: str,
    slip: Offer | CardRefund | None = None,
    besides: int | None = None,
) -> Sale:
    """Make the documents of a basket for which the customer pays nothing, and return the refund.

    What was bought is set off against what comes back; of the rest so much is given back as attempts and a ``slip``
    show, and what is left in cash. One attempt may be left ``besides``, as with :func:`apply_parts`.
    """
    offers = _paid_out(work, basket)
    if slip is not None:
        offers += slip.offers(priced.currency) if isinstance(slip, CardRefund) else [slip]
    returned, set_off = Money(basket.returned_minor or 0, priced.currency), priced.gross
    rest = returned - set_off - total((each.amount for each in offers), priced.currency)
    settlement = settle_refund(returned, set_off, offers, has_cash=rest.minor > 0)
    refund_id = work.take_ids()[0] if basket.lines else basket.id
    wish = RefundWish(refund_id, settlement, operator, basket.id if basket.lines else None)
    refund = record_refund(work, basket, wish, NO_SIGNER)
    if isinstance(slip, CardRefund):
        refund_to_cards(work, slip, refund)
    if basket.lines:
        _sell(work, priced, operator, NO_SIGNER)
    apply_parts(work, basket.id, besides=besides)
    baskets.discard_basket(work.tx, basket.id)
    return refund


def _sell(work: UnitOfWork, priced: PricedBasket, operator: str, signer: FiscalSigner) -> None:
    settled = settle_basket(priced, [Offer(TenderKind.SET_OFF, priced.gross)])
    number = work.take_receipt_number()
    customer = customer_of(work.tx, priced.basket)
    unsigned = number_sale(settled, work.station, number, at=work.at, operator=operator, customer=customer)
    sale = replace(unsigned, signature=signer.sign(unsigned))
    record_sale(work, sale)
    move_lots_of_sale(work, sale, priced.basket)
    spend_coupons(work, priced.basket, sale)
    book_receipt_points(work, priced, sale)


def _paid_out(work: UnitOfWork, basket: Basket) -> list[Offer]:
    """What has gone back to cards and phones for a basket."""
    return [
        Offer(TENDER_OF_METHOD[each.order.method], each.amount_taken, each.answer.reference)
        for each in payment_attempts.attempts_of(work.tx, basket.id)
        if each.order.kind is AttemptKind.REFUND and each.is_paid and not each.is_applied
    ]
