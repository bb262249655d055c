"""The public interface, mounted under ``/api/public/v1``: what programs read and order with a key."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.api import gift_card_balance, member_data, public_orders, public_products, public_sales, public_stock
from app.api.key_rate import BALANCES_AT_ONCE, BALANCES_PER_SECOND, KeyRate, TooManyRequests
from app.api.public_orders import RequestsUnderWay
from app.api.webhook_description import describe_webhooks
from app.web.problems import add_problem_handlers, problem_of
from app.web.turns import REFUSED
from models.access.api_key import KeyRefused
from models.catalogue.picture_sizes import NoSuchPicture
from models.errors import Refused
from models.online.program_request import RequestKeyReused, UnknownWebOrder
from models.selling.gift_card import UnknownGiftCard
from operations.access.tills import NoSuchLocation
from store.access.secrets import InstallationSecret
from store.catalogue import UnknownProduct
from store.database.engine import Store
from store.members.member_rows import UnknownMember

PUBLIC_API_PATH = "/api/public/v1"
_ABOUT = """Read what a shop sells, has and sold, and order from it. Every request but the one for this
description needs a key.

Lists come in pages: follow `next` until it is null. Send the `ETag` of an answer back as `If-None-Match`, and nothing
is sent again that did not change. A key may ask ten times a second in the long run and fifty times at once."""


class _PublicApi(FastAPI):
    """The interface, whose description has problems as what they are sent as."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        methods = [method for route in described["paths"].values() for method in route.values()]
        for status, reply in (each for method in methods for each in method["responses"].items()):
            content = reply.get("content", {})
            if status >= "400" and "application/json" in content:
                content["application/problem+json"] = content.pop("application/json")
        return described


def _nowhere() -> str | None:
    return None


def make_public_api(
    store_of: Callable[[], Store],
    installation: InstallationSecret,
    shop_address: str = "",
    pay_at: Callable[[], str | None] = _nowhere,
) -> FastAPI:
    """The interface; ``store_of`` gives the store of the running server, ``installation`` the codes of gift cards.

    ``shop_address`` is where customers reach the web shop; empty: where a program reaches the interface. ``pay_at``
    names the provider at which customers pay on the web now; it gives ``None`` if there is none.
    """
    api = _PublicApi(
        title="Kassa",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PUBLIC_API_PATH}],
        root_path_in_servers=False,
        generate_unique_id_function=attrgetter("name"),
        redirect_slashes=False,
    )
    api.state.key_rate, api.state.store_of = KeyRate(), store_of
    api.state.installation, api.state.shop_address = installation, shop_address
    api.state.under_way, api.state.pay_at = RequestsUnderWay(), pay_at
    api.state.balance_rate = KeyRate(per_second=BALANCES_PER_SECOND, at_once=BALANCES_AT_ONCE)
    describe_webhooks(api)
    add_problem_handlers(api)
    api.add_exception_handler(KeyRefused, _without_key)
    api.add_exception_handler(TooManyRequests, _too_fast)
    api.add_exception_handler(UnknownProduct, _missing)
    api.add_exception_handler(NoSuchLocation, _missing)
    api.add_exception_handler(NoSuchPicture, _missing)
    api.add_exception_handler(UnknownGiftCard, _missing)
    api.add_exception_handler(UnknownWebOrder, _missing)
    api.add_exception_handler(UnknownMember, _missing)
    api.add_exception_handler(RequestKeyReused, _other_request)
    api.include_router(public_products.router)
    api.include_router(public_stock.router)
    api.include_router(public_sales.router)
    api.include_router(gift_card_balance.router)
    api.include_router(public_orders.router)
    api.include_router(member_data.router)
    return api


def _without_key(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KeyRefused)
    setattr(request.state, REFUSED, 1)  # who guesses waits longer for a turn
    return _reply(request, error, 401, {"www-authenticate": "Bearer"})


def _too_fast(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TooManyRequests)
    return _reply(request, error, 429, {"retry-after": str(error.seconds)})


def _missing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return _reply(request, error, 404, {})


def _other_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestKeyReused)
    return _reply(request, error, 422, {})


def _reply(request: Request, error: Refused, status: int, headers: dict[str, str]) -> JSONResponse:
    reply = problem_of(request, error, status)
    reply.headers.update(headers)
    return reply
