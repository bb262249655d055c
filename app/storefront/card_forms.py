"""What visitors who buy a gift card send: the order of the card, or that they take the purchase back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.storefront.basket_cookie import key_of
from app.storefront.card_pages import draw_card_form
from app.storefront.order_forms import TermsNotAccepted
from app.storefront.order_pages import draw_order, with_problem
from app.storefront.storefront_pages import StorefrontPages
from app.web.page_shell import language_of
from models.errors import Refused
from models.money import MINOR_DIGITS
from models.online.card_purchase import CardWords, WebCardsNotSold
from models.online.online_order import OnlineOrder, OrderContact
from operations.online.card_orders import CardOrderWish, order_gift_card, withdraw_card
from operations.online.web_shop_rules import web_actor
from store import shop

#: An amount in whole units has fewer digits, and the key of a form is no longer.
AMOUNT_DIGITS, FORM_MAX = 7, 80


@dataclass(frozen=True, slots=True)
class CardForms:
    """Takes the forms of gift cards; what is refused is the page again, with the reason."""

    pages: StorefrontPages

    def order(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Order a card and go to its payment; sent twice, it is one order."""
        try:
            order = self._order(request, fields)
        except Refused as error:
            return self.pages.answer(with_problem(draw_card_form, fields=fields, problem=error), request)
        payments = self.pages.payments
        page = payments.page(order) if payments is not None and order.is_open else None
        return RedirectResponse(page or self._address(request, order), 303)

    def withdraw(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Take back the purchase of a card; its money goes back at once where the provider answers."""
        store, secret = self.pages.store_of(), fields.get("secret", "")
        try:
            order = withdraw_card(store, web_actor(store), secret, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_order, problem=error, secret=secret), request)
        if self.pages.payments is not None:
            self.pages.payments.hear_news()
        return RedirectResponse(self._address(request, order), 303)

    def _order(self, request: Request, fields: Mapping[str, str]) -> OnlineOrder:
        """The order of a form; raises what :func:`operations.online.card_orders.order_gift_card` raises."""
        store, installation, pay_at = self.pages.store_of(), self.pages.installation, self.pages.pay_at()
        form = fields.get("form", "")[:FORM_MAX]
        if installation is None or pay_at is None or not form:
            raise WebCardsNotSold
        if fields.get("terms") != "yes":
            raise TermsNotAccepted
        with store.view() as view:
            scale = 10 ** MINOR_DIGITS.get(shop.get_shop(view).currency, 2)
        wish = CardOrderWish(
            key_of(form),
            OrderContact(
                fields.get("name", ""), fields.get("email", ""), "", language_of(request, self.pages.language)
            ),
            _whole(fields.get("amount", "")) * scale,
            self.pages.origin_to_send(request),
            pay_at,
            CardWords(fields.get("recipient", ""), fields.get("greeting", "")),
        )
        return order_gift_card(store, web_actor(store), installation, wish, at=self.pages.clock())

    def _address(self, request: Request, order: OnlineOrder) -> str:
        return f"{self.pages.origin_of(request)}/order/{order.secret}"


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < AMOUNT_DIGITS else 0
