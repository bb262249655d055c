"""What visitors of the web shop send: goods for the basket, an order, or that it is cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.storefront.basket_cookie import BASKET_COOKIE, basket_key, key_of, new_token, set_token
from app.storefront.form_rate import FormRate
from app.storefront.member_cookie import member_session
from app.storefront.order_pages import draw_basket, draw_checkout, draw_order, draw_too_fast, with_problem
from app.storefront.storefront_pages import StorefrontPages
from app.web.page_shell import language_of
from models.errors import Refused
from models.members.member_sign_in import NotSignedInAsMember
from models.online.online_order import PIECES_MAX, OnlineOrderState, OrderContact, WebBasketEmpty
from models.online.payment_choice import PaymentNotOffered
from models.online.pickup_times import PickupTimeGone
from operations.members.own_pages import member_of_session
from operations.online.end_orders import cancel_own_order
from operations.online.place_order import OrderWish, place_order
from operations.online.visitor_baskets import BasketWish, put_into_basket
from operations.online.visitor_cards import VisitorCode, choose_gift_card, drop_gift_card
from operations.online.web_shop_rules import web_actor
from store.online import order_rows

FIELDS_MAX = 20
#: No PIN of a gift card is longer, however it is spaced.
PIN_MAX = 8
#: No code of a gift card is longer, however it is grouped.
CODE_MAX = 80
#: The paths that take forms.
FORM_PATHS = (
    *("/basket", "/basket/card", "/checkout", "/order/cancel", "/order/pay", "/order/press"),
    *("/gift-card", "/order/withdraw"),
    *("/member/link", "/member/in", "/member/out", "/member/consents", "/member/data"),
)
Act = Callable[[Request, Mapping[str, str]], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class OrderForms:
    """Takes the forms of the ``pages``; what is refused is the page again, with the reason."""

    pages: StorefrontPages
    rate: FormRate = field(default_factory=FormRate)

    def taking(self, act: Act) -> Endpoint:
        """The endpoint of a form; who sends too many is asked to wait."""

        async def take(request: Request) -> Response:
            text = (await request.body()).decode("utf-8", "replace")
            try:
                fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))
            except ValueError:
                fields = {}
            return await run_in_threadpool(act, request, fields)

        return self._counting(take)

    def asking(self, answer: Callable[[Request], Response]) -> Endpoint:
        """The endpoint of a page that asks somebody else; who opens too many waits as for a form."""

        async def ask(request: Request) -> Response:
            return await run_in_threadpool(answer, request)

        return self._counting(ask)

    def _counting(self, endpoint: Endpoint) -> Endpoint:

        async def count(request: Request) -> Response:
            if self.rate.is_too_fast(request.client.host if request.client else ""):
                return await run_in_threadpool(self.pages.answer, draw_too_fast, request)
            return await endpoint(request)

        return count

    def change_basket(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Put goods into the basket, or have another number of them."""
        store, token, key = self.pages.store_of(), "", basket_key(request)
        if not key or self._is_ordered(key):
            token = new_token()
            key = key_of(token)
        pieces, adds = _pieces(fields.get("pieces", "1")), fields.get("adds") == "1"
        try:
            wish = BasketWish(fields.get("sku", ""), pieces, adds)
            put_into_basket(store, web_actor(store), key, wish, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_basket, problem=error), request)
        response = RedirectResponse(f"{self.pages.origin_of(request)}/basket", 303)
        if token:
            set_token(response, token, is_secure=self.pages.origin_of(request).startswith("https"))
        return response

    def choose_card(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Pay the basket with the gift card of a code; without a code, with none."""
        store, key, code = self.pages.store_of(), basket_key(request), fields.get("code", "")
        installation, at = self.pages.installation, self.pages.clock()
        try:
            if not key or installation is None:
                raise WebBasketEmpty
            if code:
                visitor_code = VisitorCode(
                    code[:CODE_MAX], request.client.host if request.client else "", fields.get("pin", "")[:PIN_MAX]
                )
                choose_gift_card(store, web_actor(store), installation, key, visitor_code, at=at)
            else:
                drop_gift_card(store, web_actor(store), key, at=at)
        except Refused as error:
            return self.pages.answer(with_problem(draw_basket, problem=error), request)
        return RedirectResponse(f"{self.pages.origin_of(request)}/basket", 303)

    def order(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Order the basket and show the order; sent twice, it is one order."""
        store, key = self.pages.store_of(), basket_key(request)
        try:
            if not key:
                raise WebBasketEmpty
            wish = self._wish(request, key, fields)
            order = place_order(store, web_actor(store), wish, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_checkout, fields=fields, problem=error), request)
        page = (
            self.pages.payments.page(order) if self.pages.payments and order.state is OnlineOrderState.UNPAID else None
        )
        response = RedirectResponse(page or f"{self.pages.origin_of(request)}/order/{order.secret}", 303)
        response.delete_cookie(BASKET_COOKIE)
        return response

    def cancel(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Cancel an order by its customer."""
        store, secret = self.pages.store_of(), fields.get("secret", "")
        try:
            order = cancel_own_order(store, web_actor(store), secret, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_order, problem=error, secret=secret), request)
        return RedirectResponse(f"{self.pages.origin_of(request)}/order/{order.secret}", 303)

    def _is_ordered(self, key: str) -> bool:
        with self.pages.store_of().view() as view:
            return order_rows.find_by_basket(view, key) is not None

    def _wish(self, request: Request, key: str, fields: Mapping[str, str]) -> OrderWish:
        language = language_of(request, self.pages.language)
        contact = OrderContact(fields.get("name", ""), fields.get("email", ""), fields.get("phone", ""), language)
        if fields.get("terms") != "yes":
            raise TermsNotAccepted
        shown_minor = _minor(fields.get("total", ""))
        pay_at = self.pages.pay_at() if fields.get("pay") == "web" else None
        if fields.get("pay") == "web" and pay_at is None:
            raise PaymentNotOffered
        pickup = _instant(fields.get("pickup", ""))
        card_minor, points = (_minor(fields.get(name, "")) or 0 for name in ("card", "points"))
        return OrderWish(
            key,
            contact,
            pickup,
            self.pages.origin_to_send(request),
            shown_minor,
            pay_at,
            card_minor,
            member=self._member(request, points),
            points=points,
        )

    def _member(self, request: Request, points: int) -> str:
        """Who is signed in, or empty; raises :class:`NotSignedInAsMember` if points are to be used of nobody."""
        origin = self.pages.origin_of(request)
        session = member_session(request, is_secure=origin.startswith("https"))
        try:
            with self.pages.store_of().view() as view:
                return member_of_session(view, session, at=self.pages.clock()).id
        except NotSignedInAsMember:
            if points:
                raise
            return ""


#: A total has fewer digits than this.
TOTAL_DIGITS = 12


class TermsNotAccepted(Refused):
    """Somebody orders without accepting the terms."""

    code = "terms_not_accepted"
    text = "Accept the terms to order. Nothing was ordered; the basket is safe."


def _minor(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < TOTAL_DIGITS else None


def _pieces(text: str) -> int:
    return min(int(text), PIECES_MAX) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise PickupTimeGone from error
