"""The page on which anyone checks a receipt: at the shop's own server, or as a file that needs no server at all."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app.web.addresses import RECEIPT_CHECK_PATH
from app.words import FORMATS, Words, choose_language, words_of
from models.errors import KassaError
from models.journal_signature import fingerprint
from models.jurisdiction.countries import HOME
from store import shop
from store.database.engine import Store

STATIC = Path(__file__).parents[1] / "static"
SCRIPT = "receipt_check.js"
STYLES = ("page_tokens.css", "sign_in.css")
_KEY_BEGINS = 8


@dataclass(frozen=True, slots=True)
class ReceiptCheckPage:
    """The page at the shop's server; ``language`` is that of visitors without a wish."""

    store_of: Callable[[], Store]
    language: str

    def routes(self) -> list[Route]:
        """The page's address."""
        return [Route(f"/{RECEIPT_CHECK_PATH}", self.show)]

    async def show(self, request: Request) -> HTMLResponse:
        """The page with the public keys that this installation knows."""
        wishes = [request.query_params.get("lang"), request.headers.get("accept-language")]
        words = words_of(choose_language(wishes, self.language))
        keys, zone = await run_in_threadpool(self._keys_and_zone)
        headers = {"cache-control": "no-store", "content-language": words.language}
        return HTMLResponse(check_page(words, keys, zone), headers=headers)

    def _keys_and_zone(self) -> tuple[list[str], str]:
        store = self.store_of()
        keys = sorted(store.keys.known_keys()) if store.keys else []
        try:
            with store.view() as view:
                return keys, shop.get_shop(view).zone
        except KassaError:
            return keys, HOME.zone


def check_page(words: Words, public_keys: Iterable[str], zone: str, *, is_whole: bool = False) -> str:
    """The page as HTML. ``is_whole``: script and styles are in it, so that it works as a file without any server."""
    keys = {fingerprint(key)[:_KEY_BEGINS]: key for key in public_keys}
    texts = {name.removeprefix("receipt_check."): text for name, text in words.under("receipt_check.").items()}
    data = {"keys": keys, "words": texts, "locale": FORMATS[words.language].replace("_", "-"), "zone": zone}
    page_data = json.dumps(data).replace("<", "\\u003c")

    def text(key: str) -> str:
        return html.escape(words.translate(f"receipt_check.{key}"))

    # ``<head >`` and not ``<head>``: the scripts of Streamlit's pages are not for this one.
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head ><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{text("title")} · Kassa</title>'
        f"{_styles(is_whole=is_whole)}</head >"
        f'<body><main><h1>{text("title")}</h1><p>{text("hint")}</p><form id="receipt-form"><label>{text("code")}'
        '<input id="receipt-code" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus>'
        f'</label><button type="submit">{text("check")}</button></form>'
        f'<div id="receipt-answer" role="status"></div><p class="soft">{text("meaning")}</p></main>'
        f'<script type="application/json" id="receipt-check">{page_data}</script>'
        f"{_script(is_whole=is_whole)}</body></html>"
    )


def _styles(*, is_whole: bool) -> str:
    if not is_whole:
        icon = '<link rel="icon" type="image/svg+xml" href="/kassa/icon.svg">'
        return f'{icon}<link rel="stylesheet" href="/kassa/sign_in.css">'
    css = "".join((STATIC / name).read_text("utf-8") for name in STYLES).replace("@import url('page_tokens.css');", "")
    return f"<style>{css}</style>"


def _script(*, is_whole: bool) -> str:
    if not is_whole:
        return f'<script src="/kassa/{SCRIPT}"></script>'
    return f"<script>{(STATIC / SCRIPT).read_text('utf-8')}</script>"
