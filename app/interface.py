"""The interface for programs, mounted under ``/api/v1``; its description is not served."""

from __future__ import annotations

from fastapi import FastAPI

from app.display import code_routes, follow_socket
from app.till.server import (
    account_routes,
    area_routes,
    blind_return_routes,
    cash_routes,
    catalogue_route,
    discount_routes,
    display_routes,
    gift_card_routes,
    member_routes,
    payment_routes,
    product_routes,
    return_routes,
    routes,
    sign_in_routes,
    training_routes,
    web_order_routes,
)
from app.till.server.presence import Presence
from app.web import health, stripe_events_route
from app.web.problems import add_problem_handlers
from app.web.sign_in import signed_in_route


def make_api() -> FastAPI:
    """The interface; whoever starts the server puts its counter into ``api.state.counter``."""
    api = FastAPI(title="Kassa", docs_url=None, redoc_url=None, openapi_url=None)
    api.state.presence = Presence()
    add_problem_handlers(api)
    api.include_router(health.router)
    api.include_router(signed_in_route.router)
    api.include_router(stripe_events_route.router)
    api.include_router(catalogue_route.router)
    api.include_router(sign_in_routes.router)
    api.include_router(sign_in_routes.of_till)
    api.include_router(product_routes.of_till)
    api.include_router(payment_routes.of_payments)
    api.include_router(cash_routes.of_cash)
    api.include_router(return_routes.of_returns)
    api.include_router(blind_return_routes.of_blind_returns)
    api.include_router(discount_routes.of_till)
    api.include_router(gift_card_routes.of_gift_cards)
    api.include_router(account_routes.of_accounts)
    api.include_router(area_routes.of_areas)
    api.include_router(member_routes.of_members)
    api.include_router(training_routes.of_training)
    api.include_router(web_order_routes.of_web_orders)
    api.include_router(routes.router)
    api.include_router(routes.of_till)
    api.include_router(display_routes.of_till)
    api.include_router(code_routes.router)
    api.include_router(follow_socket.router)
    return api
