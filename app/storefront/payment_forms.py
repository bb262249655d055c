"""Paying an order on the web: the way to the provider's page and back, and the simulated page of a shop to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.storefront.order_pages import draw_order
from app.storefront.storefront_pages import NotOnline, StorefrontPages, WebVisit
from hardware.device_settings import SIMULATED_PAGE
from hardware.terminal.simulated_page_bank import PagePress
from models.money import Money
from models.online.online_order import OnlineOrder, OnlineOrderState
from store.online import order_rows
from store.selling import payment_attempts


@dataclass(frozen=True, slots=True)
class PaymentForms:
    """Takes what customers send on their way to the payment and back; only the provider's answer counts."""

    pages: StorefrontPages

    def show_order(self, request: Request) -> Response:
        """The page of an order; for a customer who comes back from paying, the provider is asked first."""
        order = self._order(request.path_params["secret"])
        if order is not None and order.state is OnlineOrderState.UNPAID and "paid" in request.query_params:
            self._ask(order)
        return self.pages.answer(draw_order, request)

    def go_to_page(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Go on paying: to the provider's page, or back to the order if there is nothing to pay any more."""
        order = self._order(fields.get("secret", ""))
        page = None if order is None or self.pages.payments is None else self.pages.payments.page(order)
        return RedirectResponse(page or self._address(request, fields), 303)

    def lead_on(self, request: Request) -> Response:
        """The way to the payment of an order for whoever has its address, as :meth:`go_to_page` is for a form."""
        order = self._order(request.path_params["secret"])
        if order is None:
            return self.pages.answer(draw_order, request)
        response = self.go_to_page(request, {"secret": order.secret})
        response.headers["cache-control"] = "no-store"
        return response

    def press(self, request: Request, fields: Mapping[str, str]) -> Response:
        """What a customer does on the simulated page."""
        order, what = self._order(fields.get("secret", "")), fields.get("press", "")
        if order is not None and self.pages.payments is not None and what in {each.value for each in PagePress}:
            self.pages.payments.press(order, PagePress(what))
            if what == PagePress.DECLINE:
                return RedirectResponse(f"{self._address(request, fields)}/pay?declined=1", 303)
        return RedirectResponse(f"{self._address(request, fields)}?paid=1", 303)

    def _order(self, secret: str) -> OnlineOrder | None:
        with self.pages.store_of().view() as view:
            return order_rows.find_by_secret(view, secret)

    def _ask(self, order: OnlineOrder) -> None:
        if self.pages.payments is not None:
            self.pages.payments.ask(order.id)

    def _address(self, request: Request, fields: Mapping[str, str]) -> str:
        secret = fields.get("secret", "")
        origin = self.pages.origin_of(request)
        return f"{origin}/order/{secret}" if secret.replace("-", "").replace("_", "").isalnum() else origin


def draw_simulated_page(visit: WebVisit) -> HTMLResponse:
    """The page on which customers of a shop to try pay; it is not there for any other shop."""
    secret = visit.request.path_params["secret"]
    order = order_rows.find_by_secret(visit.shelf.view, secret)
    if order is None or order.state is not OnlineOrderState.UNPAID:
        raise NotOnline
    charge = next((each for each in payment_attempts.attempts_of(visit.shelf.view, order.id) if each.is_of_web), None)
    if charge is None or charge.terminal != SIMULATED_PAGE:
        raise NotOnline
    amount = Money(charge.order.amount.minor, visit.settings.company.currency)
    response = visit.page(
        "pay.html",
        is_listed=False,
        order=order,
        amount=visit.shelf.words.money(amount),
        is_declined="declined" in visit.request.query_params,
    )
    response.headers["cache-control"] = "no-store"
    response.headers["referrer-policy"] = "same-origin"
    return response
