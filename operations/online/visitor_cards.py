"""The gift card with which a visitor of the web shop pays: chosen by its code, and held when the basket is ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.attempts import Subject
from models.access.permission import Permission
from models.money import Money
from models.online.online_order import HeldCard, OnlineOrder, OrderingClosed
from models.selling.gift_card import GiftCard, GiftCardEmpty, GiftCardUnusable, why_unusable
from models.shop import Shop
from operations.access.permissions import check
from operations.counted_codes import find_counted
from operations.held_cards import hold_card
from operations.online.web_shop_rules import read_rules
from operations.unit_of_work import UnitOfWork
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.online import order_rows, web_baskets
from store.selling import gift_card_rows

#: An address of the internet protocol is no longer.
_ADDRESS_MAX = 45


@dataclass(frozen=True, slots=True)
class VisitorCode:
    """The code of a gift card that a visitor typed, the address from which it came, and the PIN beside it, if any."""

    text: str
    address: str
    pin: str = ""


def choose_gift_card(
    store: Store, actor: Actor, installation: InstallationSecret, basket_key: str, code: VisitorCode, *, at: datetime
) -> GiftCard:
    """Let a visitor's basket be paid with the card of a code, as far as it goes; it is held when it is ordered.

    Tries count for the address and for the whole web shop. Raises
    :class:`models.online.online_order.OrderingClosed`, :class:`models.selling.gift_card.UnknownGiftCard`,
    :class:`models.selling.gift_card.GiftCardUnusable`, :class:`models.selling.gift_card.GiftCardEmpty` or what
    :func:`operations.counted_codes.find_counted` raises.
    """
    check(actor, Permission.ORDER_ONLINE)
    with store.view() as view:
        if not read_rules(view, at).takes_orders:
            raise OrderingClosed
        company = shop.get_shop(view)
    subjects = {
        Subject.WEB_GIFT_CARD.value: Subject.WEB_GIFT_CARD,
        f"{Subject.WEB_ADDRESS.value}:{code.address[:_ADDRESS_MAX]}": Subject.WEB_ADDRESS,
    }
    card = find_counted(store, installation, code.text, subjects, at=at, pin=code.pin)
    _check_pays(company, card, at)
    with store.transaction() as tx:
        web_baskets.choose_card(tx, basket_key, card.id, at)
    return card


def drop_gift_card(store: Store, actor: Actor, basket_key: str, *, at: datetime) -> None:
    """Let a visitor's basket be paid without a gift card."""
    check(actor, Permission.ORDER_ONLINE)
    with store.transaction() as tx:
        web_baskets.choose_card(tx, basket_key, None, at)


def chosen_card(view: Connection, company: Shop, basket_key: str, at: datetime) -> GiftCard | None:
    """The card with which a visitor's basket is to be paid, if it still pays."""
    card_id = web_baskets.chosen_card(view, basket_key) if basket_key else None
    card = None if card_id is None else gift_card_rows.get_card(view, card_id)
    is_good = card is not None and why_unusable(card, company.business_day(at)) is None and card.available_minor > 0
    return card if is_good else None


def hold_chosen_card(work: UnitOfWork, order: OnlineOrder, cost_minor: int, *, at_least: int) -> HeldCard | None:
    """Hold of the card that the basket of an order has what the goods cost, or all that is on it.

    Raises :class:`models.selling.gift_card.GiftCardEmpty` if that is less than the customer was shown (``at_least``),
    or :class:`models.selling.gift_card.GiftCardUnusable`.
    """
    card_id = web_baskets.chosen_card(work.tx, order.basket_key)
    if card_id is None:
        return None
    card = gift_card_rows.get_card(work.tx, card_id)
    _check_pays(work.station.shop, card, work.at)
    part = HeldCard(card.id, card.last_four, min(card.available_minor, cost_minor))
    if part.amount_minor <= 0:
        return None
    is_enough = part.amount_minor >= min(at_least, cost_minor)
    fact = hold_card(work.tx, order.id, part) if is_enough else None
    if fact is None:
        raise GiftCardEmpty(card.last_four, Money(card.available_minor, work.station.shop.currency))
    work.record(fact)
    return part


def store_card(work: UnitOfWork, order: OnlineOrder) -> None:
    """Store the card of an order that is stored."""
    if order.card is not None:
        order_rows.add_card(work.tx, order.id, order.card)


def _check_pays(company: Shop, card: GiftCard, at: datetime) -> None:
    why = why_unusable(card, company.business_day(at))
    if why is not None:
        raise GiftCardUnusable.because(card.last_four, why)
    if card.available_minor <= 0:
        raise GiftCardEmpty(card.last_four, Money(card.available_minor, company.currency))
