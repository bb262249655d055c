"""The one server: Streamlit's pages, the interface under /api/v1 and the till's files, in one process.

Streamlit serves pages and websockets; our routes come before its own. The store is opened when the
server starts and closed when it stops, and nothing else waits in between.
"""

from __future__ import annotations

import gc
import ipaddress
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime import get_instance
from streamlit.runtime.uploaded_file_manager import UploadedFileManager
from streamlit.web import bootstrap

from app.api.public_api import PUBLIC_API_PATH, make_public_api
from app.api.webhook_thread import start_webhooks
from app.counter.open_counter import Counter, check_counter, open_counter
from app.display.display_page import DisplayPage
from app.interface import make_api
from app.route_rules import RULES
from app.storefront.beside_server import serving_beside
from app.storefront.page_memory import REMEMBERED_S
from app.storefront.storefront_app import WebShopPlace, make_storefront
from app.till.client_files import PREFIX, EntryMiddleware, TillClient
from app.till.component import register_component
from app.web.access import AccessMiddleware
from app.web.addresses import AddressesMiddleware
from app.web.connections import LimitedConnection, allow_files
from app.web.gate.gate import GateMiddleware
from app.web.gate.rule import form_paths, page_paths, whole_paths
from app.web.gate.visitors import Visitors
from app.web.goods_pictures import GoodsPictures
from app.web.join_page import JoinPage
from app.web.log_lines import hide_card_data_in_log
from app.web.page_shell import ShellMiddleware
from app.web.receipt_check import ReceiptCheckPage
from app.web.receipt_page import ReceiptPage
from app.web.sign_in.account_pages import AccountPages
from app.web.sign_in.openid_options import openid_options
from app.web.sign_in.openid_pages import OpenidPages
from app.web.sign_in.sign_in_pages import SignInPages
from app.web.stripe_events_route import events_app
from app.web.turns import TillsAtWork, TurnsMiddleware
from app.web.upload_room import UploadedFiles, UploadRoomMiddleware
from app.web.visitor import tell_of_mistake
from app.web.whole_mount import WholeMount
from app.web.whole_presses import run_presses_whole
from app.words import LANGUAGES, words_of
from models.errors import Refused
from operations.installation.configuration import Settings
from operations.installation.private_files import make_files_private
from store.access.secrets import InstallationSecret
from store.database.engine import Store

APP = Path(__file__).parent
#: How long a page may be without a connection and still find its session again.
SESSION_KEPT_S = 3600
#: Requests under way get this long when the server is asked to stop.
STOP_WAIT_S = 3


class OpenToEveryone(Refused):
    """An address that other machines reach without encryption."""

    code = "open_to_everyone"
    text = (
        "Kassa cannot listen at {host}: what is typed there, passwords too, would travel unencrypted. Nothing was "
        "started. Leave --host and KASSA_HOST out; a proxy with TLS on this machine lets others in (docs/proxy.md)."
    )

    host: str


Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any] | None]]


def make_app(settings: Settings) -> st.App:
    """The ASGI application."""
    api, client = make_api(), TillClient()
    public_api = make_public_api(
        lambda: _store(api),
        InstallationSecret(settings.keys),
        shop_address(settings),
        lambda: _pay_at(api),
    )
    visitors = Visitors(lambda: _store(api), api.state.presence.enrolled_till)
    tills = TillsAtWork()
    return st.App(
        APP / "pages.py",
        routes=[
            Mount("/api/v1", app=api),
            WholeMount(PUBLIC_API_PATH, public_api),
            Mount("/kassa", app=StaticFiles(directory=APP / "static")),
            Mount(PREFIX, app=client),
            *_sign_in_routes(settings, api, visitors),
            *DisplayPage(lambda: _store(api), settings.language).routes(),
            *GoodsPictures(lambda: _store(api)).routes(),
            *ReceiptCheckPage(lambda: _store(api), settings.language).routes(),
            *_join_page(settings, api).routes(),
            *ReceiptPage(lambda: _store(api), InstallationSecret(settings.keys), settings.language).routes(),
        ],
        middleware=[
            Middleware(ShellMiddleware, language=settings.language, head_of=client.head, public=settings.public_url),
            Middleware(AddressesMiddleware, language=settings.language, pages=whole_paths(RULES)),
            Middleware(AccessMiddleware, public=settings.public_url, forms=form_paths(RULES)),
            Middleware(TurnsMiddleware, tills=tills),
            Middleware(GateMiddleware, rules=RULES, visitors=visitors, language=settings.language),
            Middleware(UploadRoomMiddleware, files_in_memory=_files_now),
            Middleware(EntryMiddleware, client=client),
        ],
        lifespan=_lifespan(settings, api, public_api, tills),
        on_script_error=tell_of_mistake,
    )


def files_of_pages(manager: UploadedFileManager) -> Mapping[str, UploadedFiles]:
    """What Streamlit has in memory for each open page."""
    by_page: Mapping[str, Mapping[str, Any]] = getattr(manager, "file_storage", {})
    return {
        page: UploadedFiles(len(files), sum(len(each.data) for each in files.values()))
        for page, files in list(by_page.items())
    }


def _files_now() -> Mapping[str, UploadedFiles]:
    return files_of_pages(get_instance().uploaded_file_mgr)


def _sign_in_routes(settings: Settings, api: FastAPI, visitors: Visitors) -> list[Route]:
    installation = InstallationSecret(settings.keys)
    paths = page_paths(RULES)
    service = urlsplit(settings.openid_issuer).netloc if settings.openid_client_id else ""
    pages = SignInPages(
        lambda: _store(api), installation, visitors, settings.language, paths, settings.till_id, service
    )
    openid = OpenidPages(pages, partial(openid_options, settings))
    account = AccountPages(lambda: _store(api), installation, visitors, settings.language)
    return [*pages.routes(), *openid.routes(), *account.routes()]


def _join_page(settings: Settings, api: FastAPI) -> JoinPage:
    def signal(till_id: int) -> None:
        api.state.counter.signals.signal(till_id)

    return JoinPage(lambda: _store(api), InstallationSecret(settings.keys), settings.language, signal)


def shop_address(settings: Settings) -> str:
    """Where customers reach the web shop: what the shop set, else its own port, which only this machine reaches."""
    own = f"http://{settings.host}:{settings.storefront_port}" if settings.storefront_port else ""
    return settings.storefront_url or own


def _store(api: FastAPI) -> Store:
    counter = api.state.counter
    assert isinstance(counter, Counter), "the server's start puts its counter here"
    return counter.store


def _pay_at(api: FastAPI) -> str | None:
    counter = api.state.counter
    assert isinstance(counter, Counter), "the server's start puts its counter here"
    return counter.web_payments.link()


def serve(settings: Settings, *, host: str | None = None, port: int | None = None) -> None:
    """Run the server until a signal stops it; ``host`` and ``port`` are those of ``settings`` if not given.

    Raises :class:`OpenToEveryone` or what :func:`app.counter.open_counter.check_counter` raises, before a port is
    opened.
    """
    host, port = host or settings.host, port or settings.port
    if not is_loopback(host):
        raise OpenToEveryone(host)
    hide_card_data_in_log()
    make_files_private()
    check_counter(settings)
    app = make_app(settings)
    configure_streamlit(host, port)
    allow_files()
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Who names another caller or scheme than its own connection's must be a proxy that the shop named.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        http=LimitedConnection,
        ws="websockets-sansio",
        timeout_graceful_shutdown=STOP_WAIT_S,
    )
    uvicorn.Server(config).run()


def configure_streamlit(host: str, port: int) -> None:
    """Set what matters for safety over any config files and environment variables; see app/.streamlit."""
    run_presses_whole()
    bootstrap.load_config_options(
        {
            "server.address": host,
            "server.port": port,
            "server.headless": True,
            "server.fileWatcherType": "none",
            "server.runOnSave": False,
            "server.enableAgentApi": False,
            "server.enableStaticServing": False,
            "server.enableCORS": True,
            "server.enableXsrfProtection": True,
            "server.disconnectedSessionTTL": SESSION_KEPT_S,
            "server.maxUploadSize": 20,
            "browser.gatherUsageStats": False,
            "client.toolbarMode": "minimal",
            "client.showErrorDetails": "none",
            "logger.level": "warning",
        }
    )


def _lifespan(settings: Settings, api: FastAPI, public_api: FastAPI, tills: TillsAtWork) -> Lifespan:
    @asynccontextmanager
    async def running(_app: st.App) -> AsyncIterator[None]:
        for language in LANGUAGES:
            words_of(language)
        register_component()
        counter = open_counter(settings)
        api.state.counter = counter
        start_webhooks(settings, counter.store, counter.opened)
        # Streamlit looks for what nobody uses any more after each run of a page. What was imported and opened until
        # now stays: with it left out, the server's share of showing a page is half.
        gc.collect()
        gc.freeze()
        try:
            async with _outside(settings, counter, public_api, tills):
                yield
        finally:
            gc.unfreeze()
            counter.close()

    return running


@asynccontextmanager
async def _outside(
    settings: Settings, counter: Counter, public_api: FastAPI, tills: TillsAtWork
) -> AsyncIterator[None]:
    """Serve the web shop and the interface for other programs within the block, where the settings give them a port."""
    if not settings.storefront_port:
        yield
        return
    app = make_storefront(
        lambda: counter.store,
        counter.favourites.at,
        language=settings.language,
        public=settings.storefront_url,
        payments=counter.web_payments,
        place=WebShopPlace(
            {PUBLIC_API_PATH: public_api, "/api": events_app(counter)},
            tills,
            REMEMBERED_S,
            wake_mail=counter.dispatches.signal,
        ),
    )
    async with serving_beside(app, settings.host, settings.storefront_port, settings.proxies):
        yield


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
