"""Buying a gift card in the web shop, and taking the purchase back while nothing of the card was used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.online_order import OnlineOrderEnded, OnlineOrderPlaced
from models.facts.sealed_details import web_order_subject
from models.money import MINOR_DIGITS, Money
from models.online.card_purchase import (
    WEB_CARD_MIN,
    CardNotWithdrawn,
    CardWords,
    WebCardsNotSold,
    check_web_amount,
    check_withdrawal,
    clean_buyer,
    clean_words,
)
from models.online.online_order import (
    OPEN_ORDERS_MAX,
    PAYMENT_TIME,
    CardPurchase,
    NoSuchOnlineOrder,
    OnlineOrder,
    OnlineOrderState,
    OrderContact,
    OrderEnder,
    TooManyOpenOrders,
)
from models.online.pickup_times import PickupSlot
from models.selling.gift_card import GiftCardChange, GiftCardState
from models.shop_settings import GIFT_CARD_AMOUNT_MAX
from operations.access.permissions import check
from operations.gift_card_changes import make_card
from operations.online.bought_cards import block_card, book_web_change, claim_card
from operations.online.end_orders import end_unfetched
from operations.online.order_codes import free_code, new_secret
from operations.online.prepayments import ask_for_payment
from operations.online.web_shop_rules import read_rules
from operations.sealing import seal_details
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.online import order_rows
from store.selling import gift_card_rows
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class CardOrderWish:
    """What the form of a gift card sends: the key of the form, who buys, and what the card is worth.

    ``origin`` is the address of the web shop that the visitor sees, ``pay_at`` the provider at which they pay.
    """

    form_key: str
    contact: OrderContact
    amount_minor: int
    origin: str
    pay_at: str
    words: CardWords = field(default_factory=CardWords)


def card_limits(view: Connection, currency: str) -> tuple[Money, Money]:
    """The least and the most that a card of the web shop is worth."""
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    most = int(get_value(view, GIFT_CARD_AMOUNT_MAX))
    return Money(min(WEB_CARD_MIN, most) * scale, currency), Money(most * scale, currency)


def order_gift_card(
    store: Store, actor: Actor, installation: InstallationSecret, wish: CardOrderWish, *, at: datetime
) -> OnlineOrder:
    """Order a gift card, which is good once it is paid at the provider; the same form sent twice is one order.

    The card has a PIN, and its code is derived, so both are stored nowhere. Raises
    :class:`models.online.card_purchase.WebCardsNotSold`, :class:`models.online.card_purchase.WrongWebCardAmount`,
    :class:`models.online.online_order.TooManyOpenOrders`, or what
    :func:`models.online.card_purchase.clean_buyer` and :func:`models.online.card_purchase.clean_words` raise.
    """
    check(actor, Permission.ORDER_ONLINE)
    end_unfetched(store, actor, at=at)
    with unit_of_work(store, actor, at=at) as work:
        before = order_rows.find_by_basket(work.tx, wish.form_key)
        if before is not None:
            return before
        order = replace(_new_order(work, wish), is_prepaid=True, state=OnlineOrderState.UNPAID)
        words, card = clean_words(wish.words), make_card(work, installation, has_pin=True)
        purchase = CardPurchase(card.id, card.last_four, wish.amount_minor, words.recipient, words.greeting)
        order = replace(order, purchase=purchase)
        order_rows.add_order(work.tx, order)
        claim_card(work, order, purchase)
        ask_for_payment(work, order, wish.pay_at)
        work.record(_placed_fact(order, purchase))
        seal_details(work, {web_order_subject(order.id): order.sealed_values})
        return order


def withdraw_card(store: Store, actor: Actor, secret: str, *, at: datetime) -> OnlineOrder:
    """Take back the purchase of a card whose page has this secret: the card pays no more, and its money goes back.

    Twice is once. Raises :class:`models.online.online_order.NoSuchOnlineOrder` or
    :class:`models.online.card_purchase.CardNotWithdrawn`.
    """
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order = order_rows.find_by_secret(work.tx, secret)
        if order is None:
            raise NoSuchOnlineOrder("?")
        order = order_rows.lock_order(work.tx, order.id)
        purchase = order.purchase
        if purchase is None or order.state is not OnlineOrderState.COLLECTED:
            return order
        if not gift_card_rows.claim_for_load(work.tx, purchase.card, order.id):
            raise CardNotWithdrawn.because_touched()
        check_card_withdrawal(work.tx, order, at=at)  # nobody else changes the card until this work ends
        return _take_back(work, order, purchase)


def check_card_withdrawal(view: Connection, order: OnlineOrder, *, at: datetime) -> None:
    """Raise :class:`models.online.card_purchase.CardNotWithdrawn` unless the purchase of an order may be taken back."""
    bought_at, purchase = order.ended_at, order.purchase
    assert bought_at is not None, "it was paid"
    assert purchase is not None, "it buys a card"
    company = shop.get_shop(view)
    card = gift_card_rows.get_card(view, purchase.card)
    check_withdrawal(
        bought_on=company.business_day(bought_at),
        today=company.business_day(at),
        is_untouched=(
            card.state is GiftCardState.ACTIVE
            and card.held_minor == 0
            and len(gift_card_rows.entries_of(view, card.id)) == 1
        ),
    )


def _take_back(work: UnitOfWork, order: OnlineOrder, purchase: CardPurchase) -> OnlineOrder:
    """Book the card off, block it, and let its order be cancelled: what follows its payment gives the money back."""
    amount = gift_card_rows.get_card(work.tx, purchase.card).balance_minor
    balance = gift_card_rows.spend(work.tx, purchase.card, amount, held_minor=0)
    assert balance == 0, "its row is locked"
    book_web_change(work, purchase.card, GiftCardChange.WITHDRAWAL, -amount, balance=balance)
    gift_card_rows.free_loads(work.tx, order.id, [purchase.card])
    block_card(work, purchase.card)
    state, by = OnlineOrderState.CANCELLED, OrderEnder.CUSTOMER.value
    after = replace(order, state=state, ended_at=work.at, ended_by=by)
    order_rows.end_order(work.tx, after)
    work.record(OnlineOrderEnded(order.id, state.value, by, ""))
    return after


def _new_order(work: UnitOfWork, wish: CardOrderWish) -> OnlineOrder:
    """The order without its card; raises what :func:`order_gift_card` raises."""
    rules, currency = read_rules(work.tx, work.at), work.station.shop.currency
    if not rules.sells_cards:
        raise WebCardsNotSold
    contact = clean_buyer(wish.contact)
    least, most = card_limits(work.tx, currency)
    check_web_amount(Money(wish.amount_minor, currency), least, most)
    if order_rows.count_open_of(work.tx, contact.email) >= OPEN_ORDERS_MAX:
        raise TooManyOpenOrders(OPEN_ORDERS_MAX)
    return OnlineOrder(
        id=work.take_ids()[0],
        location_id=rules.location.id,
        code=free_code(work.tx),
        secret=new_secret(),
        basket_key=wish.form_key,
        origin=wish.origin,
        contact=contact,
        pickup=PickupSlot(work.at, work.at + PAYMENT_TIME),
        placed_at=work.at,
        goods=(),
    )


def _placed_fact(order: OnlineOrder, purchase: CardPurchase) -> OnlineOrderPlaced:
    pickup, amount = order.pickup.begins_text, purchase.amount_minor
    return OnlineOrderPlaced(order.id, order.location_id, pickup, (), (), amount, prepaid=True, card=purchase.card)
