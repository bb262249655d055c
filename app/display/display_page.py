"""The page of a customer display: its frame and its words; its script fills it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.web.addresses import DISPLAY_PATH
from app.words import FORMATS, Words, choose_language, words_of
from models.errors import KassaError
from models.shop_settings import DISPLAY_COLOURS, RECEIPT_LANGUAGE
from store.database.engine import Store
from store.setting_rows import get_value

CLIENT = Path(__file__).parent / "client"
#: Where the browser finds the files of the page.
FILES = "/display-client"
#: The colours of a display that are those of the device.
DEVICE = "device"


@dataclass(frozen=True, slots=True)
class DisplayPage:
    """The page and its files; ``language`` is that of a shop that has set none for its receipts."""

    store_of: Callable[[], Store]
    language: str

    def routes(self) -> list[Route | Mount]:
        """The page's address, and those of its files."""
        return [Route(f"/{DISPLAY_PATH}", self.show), Mount(FILES, app=StaticFiles(directory=CLIENT))]

    async def show(self, request: Request) -> HTMLResponse:
        """The page, in the language of the shop's receipts: customers read it, not whoever set up the browser."""
        language, colours = await run_in_threadpool(self._settings)
        words = words_of(choose_language([request.query_params.get("lang")], language))
        headers = {"cache-control": "no-store", "content-language": words.language}
        return HTMLResponse(_page(words, colours), headers=headers)

    def _settings(self) -> tuple[str, str]:
        """The shop's language and colours; the usual ones where the shop cannot be read now."""
        try:
            with self.store_of().view() as view:
                return get_value(view, RECEIPT_LANGUAGE) or self.language, get_value(view, DISPLAY_COLOURS)
        except KassaError:
            return self.language, DEVICE


def _page(words: Words, colours: str) -> str:
    title = html.escape(words.translate("display.title"))
    texts = {"words": words.under("display."), "locale": FORMATS[words.language].replace("_", "-")}
    scheme = "" if colours == DEVICE else f' style="color-scheme: {colours}"'
    # ``<head >`` and not ``<head>``: the scripts of Streamlit's pages are not for this one.
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head ><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{title} · Kassa</title>"
        '<link rel="icon" type="image/svg+xml" href="/kassa/icon.svg">'
        f'<link rel="stylesheet" href="{FILES}/display.css">'
        f'<script type="module" src="{FILES}/display.js"></script></head >'
        f'<body{scheme}><main id="display" data-texts="{html.escape(json.dumps(texts))}"></main></body></html>'
    )
