"""The pages of the web shop: written whole by the server, in the visitor's language, without a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.counter.web_payments import WebPayments
from app.storefront.basket_cookie import basket_key
from app.storefront.likely_words import likely_text
from app.storefront.online_counts import OnlineCounts
from app.storefront.online_shelf import OnlineShelf
from app.storefront.storefront_settings import StorefrontSettings, read_storefront
from app.web.access import origin_to_send
from app.web.page_shell import language_of
from app.web.visitor import LANGUAGE_COOKIE
from app.words import LANGUAGES, words_of
from models.errors import KassaError, Refused
from operations.members.own_pages import has_own_pages
from store import catalogue
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.online import web_baskets

PAGE_SIZE, PAGES_MAX = 48, 1_000
SEEK_MAX, SEEK_LENGTH_MAX = 60, 80
FAVOURITES_MAX = 12
LANGUAGE_DAYS = 365
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
)


def _now() -> datetime:
    return datetime.now(UTC)


class NotOnline(Exception):
    """Nothing is at an address of the web shop."""


Draw = Callable[["WebVisit"], HTMLResponse]


@dataclass(frozen=True, slots=True)
class WebVisit:
    """One request: who asks for what, in which state of the shop; ``origin`` is the web shop's own address.

    ``pay_at`` names the provider at which customers can pay on the web now; it gives ``None`` if there is none.
    With ``installation`` gift cards pay: their codes are known by its secret. ``has_members``: members sign in with a
    link by e-mail.
    """

    request: Request
    shelf: OnlineShelf
    origin: str
    favourites: Callable[[Connection, int, Any], list[str]]
    pay_at: Callable[[], str | None] = lambda: None
    installation: InstallationSecret | None = None
    has_members: bool = False

    @property
    def settings(self) -> StorefrontSettings:
        """The web shop's settings at this moment."""
        return self.shelf.settings

    @property
    def takes_cards(self) -> bool:
        """Whether gift cards pay."""
        return self.installation is not None

    @property
    def sells_cards(self) -> bool:
        """Whether gift cards are sold: the shop wants it, and somebody takes the payment."""
        return self.takes_cards and self.settings.rules.sells_cards and self.pay_at() is not None

    def basket(self) -> dict[str, int]:
        """What the visitor has in the basket, by SKU."""
        key = basket_key(self.request)
        return web_baskets.wanted_goods(self.shelf.view, key) if key else {}

    def page(self, template: str, *, status: int = 200, is_listed: bool = True, **values: Any) -> HTMLResponse:
        """A page from its template; whether search engines may list it."""
        words, settings = self.shelf.words, self.settings
        frame = {
            "t": words.translate,
            "language": words.language,
            "languages": self._languages(),
            "own_address": self.origin + self.request.url.path if is_listed and settings.is_open else "",
            "company": settings.company,
            "place": settings.location,
            "accent": settings.accent,
            "has_logo": settings.has_logo,
            "is_open": settings.is_open,
            "takes_orders": settings.rules.takes_orders,
            "in_basket": sum(self.basket().values()) if settings.rules.takes_orders else 0,
            "sells_cards": self.sells_cards,
            "has_members": self.has_members and settings.is_open,
            "q": "",
        }
        text = _TEMPLATES.get_template(template).render(frame | values)
        response = HTMLResponse(text, status)
        response.headers["vary"] = "accept-language, cookie"
        response.headers["content-language"] = words.language
        if self.request.query_params.get("lang") in LANGUAGES:
            is_secure, age_s = self.origin.startswith("https"), LANGUAGE_DAYS * 24 * 3600
            response.set_cookie(LANGUAGE_COOKIE, words.language, max_age=age_s, secure=is_secure, samesite="lax")
        return response

    def message(self, key: str, status: int) -> HTMLResponse:
        """A page with a heading and a sentence."""
        heading, text = (self.shelf.words.translate(f"storefront.{key}.{part}") for part in ("title", "text"))
        return self.page("message.html", status=status, is_listed=False, heading=heading, text=text)

    def _languages(self) -> list[Mapping[str, str]]:
        wishes = {name: value for name, value in self.request.query_params.items() if name in {"q", "page"}}
        path = quote(self.request.url.path)
        return [
            {
                "code": each,
                "name": self.shelf.words.translate(f"storefront.in.{each}"),
                "address": f"{self.origin}{path}?{urlencode(wishes | {'lang': each})}",
            }
            for each in LANGUAGES
        ]


@dataclass(frozen=True, slots=True)
class StorefrontPages:
    """Opens a visit for each request; ``public`` is the address of the web shop behind a proxy, as an origin."""

    store_of: Callable[[], Store]
    favourites: Callable[[Connection, int, Any], list[str]]
    language: str
    public: str
    clock: Callable[[], datetime] = _now
    payments: WebPayments | None = None
    counts: OnlineCounts = field(default_factory=OnlineCounts)

    @property
    def installation(self) -> InstallationSecret | None:
        """The secret by which codes of gift cards are known; ``None`` where none are taken."""
        return None if self.payments is None else self.payments.installation

    def route(self, draw: Draw) -> Callable[[Request], Response]:
        """The endpoint of a page that ``draw`` draws; a closed web shop shows that and nothing else."""
        return partial(self.answer, draw)

    def answer(self, draw: Draw, request: Request) -> Response:
        """The page that ``draw`` draws for a request."""
        at, words = self.clock(), words_of(language_of(request, self.language))
        try:
            with self.store_of().view() as view:
                shelf = OnlineShelf(view, read_storefront(view, at), words, at, self.counts)
                visit = WebVisit(request, shelf, self.origin_of(request), self.favourites, self.pay_at)
                visit = replace(visit, installation=self.installation, has_members=self.has_members(view))
                return self._drawn(draw, visit)
        except KassaError as error:
            status = 404 if isinstance(error, Refused) else 503
            return HTMLResponse(words.translate("storefront.closed.title"), status)

    def _drawn(self, draw: Draw, visit: WebVisit) -> HTMLResponse:
        if not visit.settings.is_open:
            return visit.message("closed", 503)
        try:
            return draw(visit)
        except NotOnline:
            return visit.message("nothing_here", 404)

    def has_members(self, view: Connection) -> bool:
        """Whether members can sign in, with links that are known by the secret of the installation."""
        return self.installation is not None and has_own_pages(view)

    def pay_at(self) -> str | None:
        """The provider at which customers can pay on the web now."""
        return None if self.payments is None else self.payments.link()

    def origin_of(self, request: Request) -> str:
        """Where the visitor reaches the web shop."""
        return self.public or f"{request.url.scheme}://{request.url.netloc}"

    def origin_to_send(self, request: Request) -> str:
        """Where whoever gets an e-mail reaches it."""
        return self.public or origin_to_send(request)


def draw_start(visit: WebVisit) -> HTMLResponse:
    """The first page: categories, and what sells most."""
    shelf, rule = visit.shelf, visit.settings.rule
    skus = visit.favourites(shelf.view, rule.location_id, rule.day)[: 10 * FAVOURITES_MAX]
    online = catalogue.those_online(shelf.view, rule, skus)[:FAVOURITES_MAX]
    return visit.page("start.html", categories=shelf.categories(), favourites=shelf.products(online))


def draw_category(visit: WebVisit) -> HTMLResponse:
    """A page of a category's products, by name."""
    shelf, code = visit.shelf, visit.request.path_params["code"]
    category = next((each for each in shelf.categories() if each.code == code), None)
    page, pages = _page_number(visit.request), 0 if category is None else -(-category.count // PAGE_SIZE)
    if category is None or not 1 <= page <= pages:
        raise NotOnline
    offset = (page - 1) * PAGE_SIZE
    skus = catalogue.list_online(shelf.view, visit.settings.rule, code, limit=PAGE_SIZE, offset=offset)
    products = shelf.products(skus)
    return visit.page(
        "category.html", category=category, products=products, page=page, pages=pages, is_listed=page == 1
    )


def draw_product(visit: WebVisit) -> HTMLResponse:
    """One product."""
    shelf, sku = visit.shelf, visit.request.path_params["sku"]
    if not sku.isprintable():
        raise NotOnline
    products = shelf.products(catalogue.those_online(shelf.view, visit.settings.rule, [sku]))
    if not products:
        raise NotOnline
    name = shelf.category_name(products[0].category)
    return visit.page("product.html", product=products[0], category_name=name)


def draw_search(visit: WebVisit) -> HTMLResponse:
    """What fits a text; where nothing does, what fits the likeliest one."""
    shelf, rule = visit.shelf, visit.settings.rule
    text = "".join(sign for sign in visit.request.query_params.get("q", "") if sign.isprintable())
    text, likely = text[:SEEK_LENGTH_MAX].strip(), ""
    skus = catalogue.seek_online(shelf.view, rule, text, limit=SEEK_MAX + 1)
    if text and not skus:
        likely = likely_text(text, catalogue.names_online(shelf.view, rule))
        skus = catalogue.seek_online(shelf.view, rule, likely, limit=SEEK_MAX + 1)
    products, is_cut = shelf.products(skus[:SEEK_MAX]), len(skus) > SEEK_MAX
    return visit.page(
        "search.html", is_listed=False, q=text, likely=likely if products else "", products=products, is_cut=is_cut
    )


def draw_nothing(_visit: WebVisit) -> HTMLResponse:
    """Any other address."""
    raise NotOnline


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(PAGES_MAX)) else 0
