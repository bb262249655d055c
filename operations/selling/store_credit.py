"""What goes back for goods is put on a gift card: one that the customer shows, or a new one whose slip is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.gift_card import CreditSlipPrinted
from models.money import Money
from models.selling.gift_card import GiftCard, GiftCardPart, GiftCardState, GiftCardUnusable, sum_of_parts
from models.selling.payment_parts import PaymentOpen
from models.selling.return_line import NoReturn
from models.selling.sale import Sale
from operations.access.permissions import check
from operations.gift_card_changes import make_card
from operations.selling.complete_return import complete_return
from operations.selling.complete_sale import UnknownBasket, price_for_payment
from operations.selling.gift_card_books import CardRefund, cards_to_refund
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.payment_books import parts_of
from operations.selling.return_tenders import next_tender
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling import baskets, gift_card_rows, return_lines, sales


@dataclass(frozen=True, slots=True)
class CreditWish:
    """A wish to give back on a gift card: ``due_shown`` is what the basket comes to, as the operator saw it.

    ``code`` is that of the customer's own card; empty: a new card is made, and its slip is printed.
    """

    basket_id: int
    due_shown: Money
    code: str = ""


def give_store_credit(
    store: Store, actor: Actor, installation: InstallationSecret, wish: CreditWish, *, at: datetime
) -> Sale:
    """Put what is owed for a basket on a gift card and return the refund; twice is once.

    What gift cards paid goes back to them, as ever; the rest is put on the card. Raises
    :class:`models.selling.return_line.NoReturn`, :class:`models.selling.payment_parts.PaymentOpen`,
    :class:`models.selling.gift_card.GiftCardUnusable`, what
    :func:`operations.selling.gift_card_codes.find_gift_card` and
    :func:`operations.selling.complete_sale.price_for_payment` raise, or
    :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.RETURN_GOODS)
    check(actor, Permission.CREDIT_RETURNS)
    own_card = find_gift_card(store, actor, installation, wish.code, at=at).id if wish.code else None
    with unit_of_work(store, actor, at=at) as work:
        return sales.find_return_of(work.tx, wish.basket_id) or _give(work, installation, wish, own_card)


def _give(work: UnitOfWork, installation: InstallationSecret, wish: CreditWish, own_card: int | None) -> Sale:
    basket = baskets.find_basket(work.tx, wish.basket_id, work.station.shop.currency)
    if basket is None:
        raise UnknownBasket(wish.basket_id)
    priced = price_for_payment(work, basket, wish.due_shown)
    parts = parts_of(work, basket, priced.due)
    if parts.open_attempt is not None:
        raise PaymentOpen(parts.open_attempt.order.amount)
    turn = next_tender(work.tx, basket, parts)
    if turn is None:
        raise NoReturn
    original = sales.get_sale(work.tx, return_lines.returns_of(work.tx, basket.id)[0].sale_id)
    paying = cards_to_refund(work.tx, original, turn[0])
    rest = turn[0].minor - sum_of_parts(paying)
    card = _card(work, installation, own_card) if rest else None
    part = None if card is None else GiftCardPart(card.id, card.last_four, rest)
    refund = complete_return(work, basket, priced, operator=work.actor.operator_id, slip=CardRefund(paying, part))
    if card is not None and own_card is None:
        last_day = gift_card_rows.get_card(work.tx, card.id).last_day
        work.record(CreditSlipPrinted(card.id, refund.origin.receipt_number, rest, last_day))
    return refund


def _card(work: UnitOfWork, installation: InstallationSecret, own_card: int | None) -> GiftCard:
    """The customer's own card, or one that is made now."""
    card = make_card(work, installation) if own_card is None else gift_card_rows.get_card(work.tx, own_card)
    if card.state is GiftCardState.BLOCKED:
        raise GiftCardUnusable.because(card.last_four, card.state.value)
    return card
