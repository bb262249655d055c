"""The files of the web shop: its look, the shop's logo, and what search engines read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.storefront.storefront_settings import read_storefront
from app.web.goods_pictures import picture_reply
from hardware.printer.picture import logo_png
from models.errors import KassaError
from models.receipt_logo import parse_logo
from models.shop_settings import RECEIPT_LOGO
from store import catalogue
from store.catalogue.picture_rows import goods_of_picture
from store.database.engine import Store
from store.setting_rows import get_value

STATIC = Path(__file__).parents[1] / "static"
LOOK = Path(__file__).parent / "look" / "storefront.css"
#: A sitemap may name so many addresses (sitemaps.org).
ADDRESSES_MAX = 50_000
_FRESH = {"cache-control": "no-cache"}


def style(_request: Request) -> Response:
    """The style sheet, with the colours that it shares with other pages."""
    return Response(_style(), media_type="text/css", headers=_FRESH)


@cache
def _style() -> str:
    text = LOOK.read_text("utf-8")
    for name in ("page_tokens.css", "accents.css"):
        text = text.replace(f"@import url('{name}');", (STATIC / name).read_text("utf-8"))
    return text


def icon(_request: Request) -> Response:
    """The picture beside the page's name."""
    return Response((STATIC / "icon.svg").read_bytes(), media_type="image/svg+xml", headers=_FRESH)


class ShopFiles:
    """Files that are made of the shop's data; ``origin_of`` gives the web shop's own address."""

    def __init__(self, store_of: Callable[[], Store], origin_of: Callable[[Request], str]) -> None:
        self._store_of, self._origin_of = store_of, origin_of

    def logo(self, _request: Request) -> Response:
        """The logo of receipts as a picture; 404 without one."""
        with self._store_of().view() as view:
            stored = parse_logo(get_value(view, RECEIPT_LOGO))
        if stored is None:
            return PlainTextResponse("", 404)
        return Response(logo_png(stored), media_type="image/png", headers=_FRESH)

    def picture(self, request: Request) -> Response:
        """A picture of goods that the web shop shows; 404 for any other."""
        with self._store_of().view() as view:
            settings = read_storefront(view, datetime.now(UTC))

            def is_shown(digest: str) -> bool:
                skus = goods_of_picture(view, digest)
                return settings.is_open and bool(catalogue.those_online(view, settings.rule, skus))

            return picture_reply(view, request, is_shown, cache="public")

    def robots(self, request: Request) -> Response:
        """What search engines may read: everything but searches, and nothing of a web shop that is closed."""
        try:
            with self._store_of().view() as view:
                is_open = read_storefront(view, datetime.now(UTC)).is_open
        except KassaError:
            is_open = False
        lines = ["User-agent: *", "Disallow: /search" if is_open else "Disallow: /"]
        if is_open:
            lines.append(f"Sitemap: {self._origin_of(request)}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n", headers=_FRESH)

    def sitemap(self, request: Request) -> Response:
        """The addresses of the first page, the categories and the products (sitemaps.org)."""
        with self._store_of().view() as view:
            settings = read_storefront(view, datetime.now(UTC))
            if not settings.is_open:
                return PlainTextResponse("", 404)
            categories = sorted(catalogue.count_online(view, settings.rule))
            skus = catalogue.all_online(view, settings.rule, ADDRESSES_MAX - len(categories) - 1)
        paths = ["/", *(f"/category/{quote(code)}" for code in categories), *(f"/product/{quote(sku)}" for sku in skus)]
        origin = escape(self._origin_of(request))
        rows = "".join(f"<url><loc>{origin}{escape(path)}</loc></url>\n" for path in paths)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return Response(f"{head}{rows}</urlset>\n", media_type="application/xml", headers=_FRESH)
