"""Money goes back to the customer for a basket whose goods cost no more than those that come back with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.tip_account import TipNotReturned
from models.selling.basket import Basket, PricedBasket
from models.selling.payment_parts import PaymentOpen
from models.selling.return_line import NoReturn
from models.selling.return_rules import RefundTender
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.access.permissions import check
from operations.selling.complete_return import complete_return
from operations.selling.complete_sale import UnknownBasket, price_for_payment
from operations.selling.gift_card_books import CardRefund, cards_to_refund
from operations.selling.payment_books import parts_of
from operations.selling.payment_changes import new_attempt, store_refund
from operations.selling.return_tenders import next_tender
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Connection, Store
from store.selling import baskets, payment_attempts, return_lines, sales


@dataclass(frozen=True, slots=True)
class GiveBackWish:
    """What an operator gives back: ``due_shown`` is what the basket comes to, zero or below, as the operator saw it.

    ``key`` is random: the same wish sent again gives back once. ``reference`` is the text on the slip of a terminal
    of its own. ``with_tip``: the tip goes back, too, with the last goods that its card paid for.
    """

    key: str
    basket_id: int
    due_shown: Money
    method: PaymentMethod
    reference: str = ""
    with_tip: bool = False


def give_back(store: Store, actor: Actor, wish: GiveBackWish, *, at: datetime) -> Sale | PaymentAttempt:
    """Give back what is owed, in cash or by an attempt whose outcome the terminal answers later.

    In cash, by the slip of a terminal of its own, and where nothing is owed, the documents are made at once and the
    refund is returned; with an attempt they are made as soon as it is approved. Another means than the one in turn
    needs approval. Raises :class:`models.selling.return_line.NoReturn`, what :func:`price_for_payment` raises,
    :class:`models.selling.payment_parts.PaymentOpen`, :class:`models.payments.tip_account.TipNotReturned`,
    :class:`models.payments.tip_account.TipPaidOut` or :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.RETURN_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        existing = payment_attempts.find_by_key(work.tx, wish.key)
        if existing is not None and existing.order.till_id == actor.device_id:
            return sales.find_return_of(work.tx, wish.basket_id) or existing
        basket = baskets.find_basket(work.tx, wish.basket_id, work.station.shop.currency)
        if basket is None:
            return _given_before(work.tx, wish)
        priced = price_for_payment(work, basket, wish.due_shown)
        return _give(work, basket, priced, wish)


def _give(work: UnitOfWork, basket: Basket, priced: PricedBasket, wish: GiveBackWish) -> Sale | PaymentAttempt:
    parts = parts_of(work, basket, priced.due)
    if parts.open_attempt is not None:
        raise PaymentOpen(parts.open_attempt.order.amount)
    turn = next_tender(work.tx, basket, parts)
    if turn is None:
        raise NoReturn
    owed, original = turn
    operator = work.actor.operator_id
    if owed.minor == 0:
        return complete_return(work, basket, priced, operator=operator)
    tender = original if wish.method is original.method else _cash_instead(work, wish, original, owed)
    tip = _tip_back(tender) if wish.with_tip else None
    if tender.method is PaymentMethod.CASH:
        return complete_return(work, basket, priced, operator=operator)
    if tender.method is PaymentMethod.GIFT_CARD:
        sold = sales.get_sale(work.tx, return_lines.returns_of(work.tx, basket.id)[0].sale_id)
        on_cards = CardRefund(cards_to_refund(work.tx, sold, tender.left))
        return complete_return(work, basket, priced, operator=operator, slip=on_cards)
    if tender.charge is None:
        slip = Offer(TenderKind.CARD, tender.left, wish.reference or None)
        return complete_return(work, basket, priced, operator=operator, slip=slip)
    attempt = _begin(work, basket, wish, (tender.charge, tender.left, tip))
    return sales.find_return_of(work.tx, basket.id) or attempt


def _cash_instead(work: UnitOfWork, wish: GiveBackWish, original: RefundTender, owed: Money) -> RefundTender:
    """Cash in place of the original means, with approval; nobody gets money back on a card that did not pay."""
    if wish.method is not PaymentMethod.CASH:
        raise OtherTender(original.method.value)
    check(work.actor, Permission.APPROVE_RETURNS)
    return RefundTender(PaymentMethod.CASH, owed)


def _tip_back(tender: RefundTender) -> Money:
    if tender.tip is None or tender.tip.minor <= 0:
        raise TipNotReturned
    return tender.tip


class OtherTender(Refused):
    """Money back in a means in which the customer did not pay."""

    code = "other_tender"
    text = "The purchase was paid with {method}. Nothing was given back; give it back there, or in cash with approval."

    method: str


def _begin(
    work: UnitOfWork, basket: Basket, wish: GiveBackWish, back: tuple[PaymentAttempt, Money, Money | None]
) -> PaymentAttempt:
    """Store the attempt before anything is asked; a slip that the operator reads is paid at once."""
    charge, amount, tip = back
    order = PaymentOrder(
        key=wish.key,
        basket_id=basket.id,
        till_id=work.station.device.id,
        kind=AttemptKind.REFUND,
        method=charge.order.method,
        amount=amount if tip is None else amount + tip,
        made_at=work.at,
        original_reference=charge.answer.reference,
    )
    new = new_attempt(work, order, charge.terminal, original=charge.id)
    return store_refund(work, new, wish.reference, tip)


def _given_before(view: Connection, wish: GiveBackWish) -> Sale:
    refund = sales.find_return_of(view, wish.basket_id)
    if refund is None:
        raise UnknownBasket(wish.basket_id)
    return refund
