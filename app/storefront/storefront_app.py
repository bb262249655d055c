"""The web shop as an application of its own: on its own port there is no till and no back office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.counter.web_payments import WebPayments
from app.storefront import card_pages, member_pages, order_pages, storefront_files, storefront_pages
from app.storefront.card_forms import CardForms
from app.storefront.member_forms import MemberForms
from app.storefront.order_forms import FORM_PATHS, OrderForms
from app.storefront.page_memory import PageMemory
from app.storefront.payment_forms import PaymentForms, draw_simulated_page
from app.storefront.storefront_files import ShopFiles
from app.storefront.storefront_pages import StorefrontPages
from app.web.access import AccessMiddleware
from app.web.goods_pictures import PICTURE_ROUTE, PICTURES_PATH
from app.web.page_shell import A_YEAR_S, HEADERS
from app.web.turns import Questions, TillsAtWork, TooBusy, Turns
from app.web.whole_mount import WholeMount
from store.database.engine import Connection, Store

#: Nothing of these pages needs a script, or anything from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Pages written at once: visitors wait for each other, and not the tills for them.
PAGES_AT_ONCE, WAITING_MAX, WAIT_LIMIT_S = 2, 100, 5.0


@dataclass(frozen=True, slots=True)
class WebShopPlace:
    """Where a web shop runs: with which other ``apps`` at its port, by path, and beside which ``tills``, that go first.

    A page is sent again for ``remembered_s`` seconds. ``wake_mail``: an e-mail waits.
    """

    apps: Mapping[str, ASGIApp] = field(default_factory=dict)
    tills: TillsAtWork = field(default_factory=TillsAtWork)
    remembered_s: float = 0.0
    language: str = ""
    wake_mail: Callable[[], None] = lambda: None


def make_storefront(
    store_of: Callable[[], Store],
    favourites: Callable[[Connection, int, Any], list[str]],
    *,
    language: str,
    public: str = "",
    payments: WebPayments | None = None,
    place: WebShopPlace | None = None,
) -> Starlette:
    """The web shop over the store of the running server.

    ``favourites`` gives what a location sells most; ``public`` is the address under which a proxy shows the web shop.
    With ``payments`` customers may pay on the web.
    """
    place = replace(place or WebShopPlace(), language=language)
    pages = StorefrontPages(store_of, favourites, language, public, payments=payments)
    forms, paying = OrderForms(pages), PaymentForms(pages)
    files = ShopFiles(store_of, pages.origin_of)
    routes = [
        Route("/", pages.route(storefront_pages.draw_start)),
        Route("/category/{code}", pages.route(storefront_pages.draw_category)),
        Route("/product/{sku:path}", pages.route(storefront_pages.draw_product)),
        Route("/basket", pages.route(order_pages.draw_basket)),
        Route("/basket", forms.taking(forms.change_basket), methods=["POST"]),
        Route("/basket/card", forms.taking(forms.choose_card), methods=["POST"]),
        Route("/checkout", pages.route(order_pages.draw_checkout)),
        Route("/checkout", forms.taking(forms.order), methods=["POST"]),
        Route("/order/cancel", forms.taking(forms.cancel), methods=["POST"]),
        Route("/order/pay", forms.taking(paying.go_to_page), methods=["POST"]),
        Route("/order/press", forms.taking(paying.press), methods=["POST"]),
        Route("/order/{secret}", paying.show_order),
        Route("/order/{secret}/pay", pages.route(draw_simulated_page)),
        Route("/order/{secret}/checkout", forms.asking(paying.lead_on)),
        *_card_routes(pages, forms),
        *_member_routes(pages, forms, place.wake_mail),
        Route("/terms", pages.route(order_pages.draw_terms)),
        Route("/search", pages.route(storefront_pages.draw_search)),
        Route("/storefront.css", storefront_files.style),
        Route("/icon.svg", storefront_files.icon),
        Route("/logo.png", files.logo),
        Route(f"{PICTURES_PATH}{PICTURE_ROUTE}", files.picture),
        Route("/robots.txt", files.robots),
        Route("/sitemap.xml", files.sitemap),
        *(WholeMount(path, app) for path, app in place.apps.items()),
        Route("/{path:path}", pages.route(storefront_pages.draw_nothing)),
    ]
    hosts, targets = filter(None, [urlsplit(public).hostname]), "" if payments is None else payments.form_targets()
    door = Middleware(_Door, hosts=hosts, public=public, targets=targets, place=place)
    return Starlette(routes=routes, middleware=[door])


def _card_routes(pages: StorefrontPages, forms: OrderForms) -> list[Route]:
    """Where gift cards are bought."""
    cards = CardForms(pages)
    return [
        Route("/gift-card", pages.route(card_pages.draw_card_form)),
        Route("/gift-card", forms.taking(cards.order), methods=["POST"]),
        Route("/order/withdraw", forms.taking(cards.withdraw), methods=["POST"]),
    ]


def _member_routes(pages: StorefrontPages, forms: OrderForms, signal: Callable[[], None]) -> list[Route]:
    """The pages of members."""
    members = MemberForms(pages, signal)
    return [
        Route("/member", pages.route(member_pages.draw_member)),
        Route("/member/link", forms.taking(members.ask), methods=["POST"]),
        Route("/member/sent", members.show_sent),
        Route("/member/in", forms.taking(members.sign_in), methods=["POST"]),
        Route("/member/in/{link}", members.show_link),
        Route("/member/out", forms.taking(members.sign_out), methods=["POST"]),
        Route("/member/consents", forms.taking(members.set_consents), methods=["POST"]),
        Route("/member/data", forms.taking(members.send_data), methods=["POST"]),
        Route("/member/receipt/{sale_id}", members.show_receipt),
        Route("/member/receipt/{sale_id}/picture", members.send_picture),
        Route("/member/receipt/{sale_id}/pdf", members.send_pdf),
    ]


class _Door:
    """Closes the way for foreign names and methods, lets few in at once, and adds the headers of every reply."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], public: str, targets: str, place: WebShopPlace) -> None:
        self._policy = POLICY.replace("form-action 'self'", f"form-action 'self' {targets}".strip())
        self._memory, self._tills = PageMemory(app, place.language, place.remembered_s), place.tills
        self.inner = AccessMiddleware(self._in_turn, hosts, public, FORM_PATHS)
        self.questions, self.turns = Questions(), Turns(PAGES_AT_ONCE, limit_s=WAIT_LIMIT_S, waiting_max=WAITING_MAX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope``."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("content-security-policy", self._policy)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = f"max-age={A_YEAR_S}"
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        await self.inner(scope, receive, send_with_headers)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a page from memory at once; write any other in its turn, when no till waits for an answer."""
        if await self._memory.send_again(scope, send):
            return
        caller = scope["client"] or ("", 0)
        try:
            await self.turns.take(self.questions.count((caller[0], 0)))
        except TooBusy:
            reply = PlainTextResponse("", 503, headers={"retry-after": "5"})
            await reply(scope, receive, send)
            return
        try:
            await self._tills.let_go_first()
            await self._memory(scope, receive, send)  # somebody may have asked for the same page meanwhile
        finally:
            self.turns.give_back()
