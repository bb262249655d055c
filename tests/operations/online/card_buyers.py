"""Customers who buy gift cards in the web shop, at a provider of whom the tests know everything."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from hardware.device_settings import SIMULATED_PAGE
from hardware.terminal.simulated_page_bank import PagePress
from models.online.card_purchase import CardWords
from models.online.online_order import OnlineOrder, OrderContact
from models.selling.gift_card import GiftCard
from models.shop_settings import STOREFRONT_GIFT_CARDS
from operations.installation.change_settings import change_setting
from operations.online.card_orders import CardOrderWish, order_gift_card
from store import schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling import gift_card_rows
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.online.web_customers import ORIGIN, WEB_ACTOR
from tests.operations.online.web_payers import Bank, open_paying_shop

_FORMS = count(1)


def new_form() -> str:
    return f"{next(_FORMS):064x}"


class CardBuyers:
    """A shop that sells gift cards on the web, its provider, and whoever buys there."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.secret = open_paying_shop(store), InstallationSecret(folder / "keys")
        change_setting(store, OFFICE_ACTOR, STOREFRONT_GIFT_CARDS, "yes", at=AT)
        self.bank = Bank(store, folder)

    def wish(self, minor: int, email: str = "anna@example.com", words: CardWords | None = None) -> CardOrderWish:
        contact = OrderContact("Anna Berg", email, "", "sv")
        return CardOrderWish(new_form(), contact, minor, ORIGIN, SIMULATED_PAGE, words or CardWords())

    def order(self, wish: CardOrderWish, *, at: datetime = AT) -> OnlineOrder:
        return order_gift_card(self.store, WEB_ACTOR, self.secret, wish, at=at)

    def buy(self, minor: int, press: PagePress = PagePress.SWISH, *, at: datetime = AT) -> OnlineOrder:
        order = self.order(self.wish(minor), at=at)
        self.bank.settle(order, at=at)
        assert self.bank.press(order, press, at=at)
        self.bank.settle(order, at=at)
        return order

    def card_of(self, order: OnlineOrder) -> GiftCard:
        assert order.purchase is not None
        with self.store.view() as view:
            return gift_card_rows.get_card(view, order.purchase.card)

    def booked(self, account: str) -> int:
        """What is on an account, credit positive."""
        posting = schema.posting.c
        with self.store.view() as view:
            query = sa.select(sa.func.coalesce(sa.func.sum(posting.amount_minor), 0)).where(posting.account == account)
            return -int(view.scalar(query) or 0)
