"""An order of the demo shop's web shop that is paid already, with a simulated Swish, and a gift card bought so."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from app.counter.web_payment_steps import settle_order
from hardware.device_settings import SIMULATED_PAGE
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_page_bank import PageBank, PagePress
from models.online.card_purchase import CardWords
from models.online.online_order import OnlineOrder, OrderContact
from operations.installation import upkeep
from operations.installation.configuration import Settings
from operations.online.card_orders import CardOrderWish, order_gift_card
from operations.online.place_order import OrderWish, place_order
from operations.online.visitor_baskets import BasketWish, put_into_basket
from operations.online.web_shop_rules import free_slots, read_rules, web_actor
from pipelines.demo.demo_home import AFTER_TRADE, DemoFound
from pipelines.demo.demo_shop import ends_at
from pipelines.demo.demo_web_orders import plenty_goods
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.online import order_rows
from store.selling.prepayment_reading import read_prepayment

#: Who ordered; somebody that does not exist.
CUSTOMER = ("Eva Holm", "eva@example.com", "070-174 06 05")
_WISHES = ((3, 2), (5, 1))
_STEP = timedelta(seconds=1)
#: What the gift card is worth.
CARD_MINOR = 300_00


def with_prepaid(settings: Settings, demo: DemoFound) -> DemoFound:
    """Add the order to a demo shop that was made just now; any other is left alone."""
    if demo.figures is not None:
        with upkeep.shop_in_use(settings) as store:
            at = ends_at(demo.plan) + AFTER_TRADE + timedelta(minutes=2, seconds=30)
            order_and_pay(store, settings.home, language=demo.plan.language, at=at)
            secret = InstallationSecret(settings.keys)
            buy_card(store, settings.home, secret, language=demo.plan.language, at=at + 10 * _STEP)
    return demo


def order_and_pay(store: Store, folder: Path, *, language: str, at: datetime) -> OnlineOrder | None:
    """Order goods and pay for them on the simulated page; ``None`` where there is nothing to order, or no time."""
    actor = web_actor(store)
    with store.view() as view:
        rules = read_rules(view, at)
        skus, slots = plenty_goods(view, rules.goods, rules.location.id), free_slots(view, rules, at)
    if len(skus) <= max(place for place, _ in _WISHES) or not slots or not rules.takes_orders:
        return None
    key = hashlib.sha256(CUSTOMER[0].encode()).hexdigest()
    for place, pieces in _WISHES:
        put_into_basket(store, actor, key, BasketWish(skus[place], pieces), at=at)
    contact, slot = OrderContact(*CUSTOMER, language), slots[min(2, len(slots) - 1)]
    wish = OrderWish(key, contact, slot.begins, "http://127.0.0.1:8502", pay_at=SIMULATED_PAGE)
    return _pay(store, folder, place_order(store, actor, wish, at=at), at=at)


def buy_card(
    store: Store, folder: Path, installation: InstallationSecret, *, language: str, at: datetime
) -> OnlineOrder | None:
    """Buy a gift card and pay for it on the simulated page; ``None`` where none are sold."""
    actor = web_actor(store)
    with store.view() as view:
        sells_cards = read_rules(view, at).sells_cards
    if not sells_cards:
        return None
    name, email, _ = CUSTOMER
    greeting = "Grattis på födelsedagen!" if language == "sv" else "Happy birthday!"
    wish = CardOrderWish(
        hashlib.sha256(email.encode()).hexdigest(),
        OrderContact(name, email, "", language),
        CARD_MINOR,
        "http://127.0.0.1:8502",
        SIMULATED_PAGE,
        CardWords("", greeting),
    )
    return _pay(store, folder, order_gift_card(store, actor, installation, wish, at=at), at=at)


def _pay(store: Store, folder: Path, order: OnlineOrder, *, at: datetime) -> OnlineOrder:
    """Pay an order with a simulated Swish; the order as it is then."""
    page = SimulatedPage(folder)
    settle_order(store, page, order.id, at=at + _STEP)
    with store.view() as view:
        charge = read_prepayment(view, shop.get_shop(view), order, at=at).charge
    assert charge is not None, "the order costs something"
    PageBank(folder).press(charge.order.key, PagePress.SWISH, at=at + 2 * _STEP)
    settle_order(store, page, order.id, at=at + 3 * _STEP)
    with store.view() as view:
        return order_rows.get_order(view, order.id)
