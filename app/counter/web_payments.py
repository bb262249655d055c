"""Payments of orders of the web shop: asked and followed in a thread, and at once when a customer comes back.

An event of the provider is only a reason to ask. Without events the thread asks by itself, so that no order is stuck.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.counter.web_payment_steps import settle_order
from app.words import words_of
from hardware.device_settings import SIMULATED_PAGE, STRIPE_CHECKOUT, payment_page_of
from hardware.faults import WrongDeviceSetting
from hardware.terminal.port import PageWords, PaymentPage
from hardware.terminal.simulated_page_bank import PageBank, PagePress
from hardware.terminal.stripe_link import ADDRESS_NAME, CHECKOUT_ORIGIN, KEY_NAME
from models.errors import KassaError
from models.online.online_order import OnlineOrder
from models.payments.attempt import PaymentAttempt
from models.payments.attempt_state import AttemptState
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.online import order_rows
from store.selling import payment_attempts
from store.selling.prepayment_reading import orders_to_follow

#: Between two looks at what is to be asked, and how long a step that is under way gets when the server stops.
LOOK_S, STOP_WAIT_S = 2.0, 3.0
#: Between two questions about an order: while its customer pays, and while its money is reserved or nobody answers.
ASK_AGAIN, ASK_LATER = timedelta(seconds=15), timedelta(minutes=5)
#: Between two looks at an order whose money has come to rest, and how long after its end an order is looked at.
ASK_RARELY, FOLLOWED = timedelta(hours=6), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _State:
    """What an order and its payment were like; whatever changes in it is a reason to ask."""

    order: str
    pieces: int
    charge: AttemptState
    is_open: bool


@dataclass(frozen=True, slots=True)
class _LastLook:
    """When an order is asked about again, and at which state of its payment that was decided."""

    again_at: datetime
    was: _State


class WebPayments:
    """Follows the payments of all orders of the web shop; ``may_drive`` is true in one process of the installation.

    With ``installation``, gift cards are taken as well: their codes are known by its secret.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        may_drive: Callable[[], bool] = lambda: True,
        installation: InstallationSecret | None = None,
    ) -> None:
        self.installation = installation
        self._store, self._folder, self._may_drive = store, folder, may_drive
        self._looks: dict[int, _LastLook] = {}
        self._news, self._is_closed = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name="web-payments", daemon=True)
        self._thread.start()

    def link(self) -> str | None:
        """The payment page that new orders use; ``None`` if there is none.

        A shop to try moves no real money, and a real shop sells nothing for money that does not move.
        """
        with self._store.view() as view:
            is_demo = shop.get_shop(view).is_demo
        link = STRIPE_CHECKOUT if os.environ.get(KEY_NAME, "").strip() else SIMULATED_PAGE
        try:
            fits = payment_page_of(link, self._folder).is_practice is is_demo
        except WrongDeviceSetting:
            return None  # 'kassa doctor' reports it
        return link if fits else None

    def form_targets(self) -> str:
        """Where forms of the web shop may lead besides its own pages: to the provider's page."""
        if not os.environ.get(KEY_NAME, "").strip():
            return ""
        return " ".join(filter(None, (CHECKOUT_ORIGIN, os.environ.get(ADDRESS_NAME, "").strip())))

    def hear_news(self) -> None:
        """Something may have happened: look at once. Never waits, and is never needed."""
        self._news.set()

    def ask_again(self, order_id: int) -> bool:
        """The same as :meth:`ask`, also about a payment that came to nothing: money may have come late."""
        return self.ask(order_id, is_late=True)

    def ask(self, order_id: int, *, is_late: bool = False) -> bool:
        """Ask about the payment of an order now and bring the order to where it is; false if nobody answered."""
        try:
            with self._store.view() as view:
                order = order_rows.get_order(view, order_id)
                attempts = payment_attempts.attempts_of(view, order_id)
            charge = _charge(attempts)
            if charge is None:
                return True
            after = settle_order(
                self._store, self._page_of(order, charge), order_id, at=datetime.now(UTC), is_late=is_late
            )
        except KassaError:
            return False  # the store or the key is not there: what waits is stored, and is asked again
        return after is None or after.state is not AttemptState.UNKNOWN

    def page(self, order: OnlineOrder) -> str | None:
        """The address on which the customer of an order pays; ``None`` if there is nothing to pay any more."""
        self.ask(order.id)
        with self._store.view() as view:
            charge = _charge(payment_attempts.attempts_of(view, order.id))
        if charge is None or charge.state not in {AttemptState.IN_PROGRESS, AttemptState.UNKNOWN}:
            return None
        try:
            return self._page_of(order, charge).page(charge.order, at=datetime.now(UTC))
        except WrongDeviceSetting:
            return None

    def press(self, order: OnlineOrder, what: PagePress) -> bool:
        """What the customer of an order does on the simulated page; false if that is over, or is not this page."""
        with self._store.view() as view:
            charge = _charge(payment_attempts.attempts_of(view, order.id))
        if charge is None or charge.terminal != SIMULATED_PAGE:
            return False
        return PageBank(self._folder).press(charge.order.key, what, at=datetime.now(UTC))

    def close(self) -> None:
        """Ask nobody any more; the next start goes on with what is stored."""
        self._is_closed.set()
        self._news.set()
        self._thread.join(STOP_WAIT_S)

    def _page_of(self, order: OnlineOrder, charge: PaymentAttempt) -> PaymentPage:
        title = words_of(order.contact.language).translate("storefront.pay.title", code=order.code)
        words = PageWords(f"{order.origin}/order/{order.secret}", title)
        return payment_page_of(charge.terminal or "", self._folder, words)

    def _follow(self) -> None:
        while not self._is_closed.is_set():
            if self._news.wait(LOOK_S):
                self._looks = {}
            self._news.clear()
            if self._is_closed.is_set() or not self._may_drive():
                continue
            try:
                self._look(datetime.now(UTC))
            except KassaError:
                continue  # there is no shop yet, or the store is not there

    def _look(self, at: datetime) -> None:
        with self._store.view() as view:
            states = {each: _state(view, each) for each in orders_to_follow(view, at - FOLLOWED)}
        for order_id, state in states.items():
            before = self._looks.get(order_id)
            if before is not None and before.was == state and at < before.again_at:
                continue
            is_answered = self.ask(order_id)
            with self._store.view() as view:
                after = _state(view, order_id)
            self._looks[order_id] = _LastLook(at + _pause(after, is_answered=is_answered), after)
        self._looks = {order_id: each for order_id, each in self._looks.items() if order_id in states}


def _pause(state: _State, *, is_answered: bool) -> timedelta:
    """Until when an order is left alone if nothing changes."""
    if not state.is_open:
        return ASK_RARELY
    return ASK_AGAIN if is_answered and state.charge is AttemptState.IN_PROGRESS else ASK_LATER


def _charge(attempts: tuple[PaymentAttempt, ...]) -> PaymentAttempt | None:
    return next((each for each in attempts if each.is_of_web), None)


def _state(view: Connection, order_id: int) -> _State:
    attempts = payment_attempts.attempts_of(view, order_id)
    charge = _charge(attempts)
    assert charge is not None, "the order is paid on the web"
    order = order_rows.get_order(view, order_id)
    pieces = sum(each.pieces for each in order.goods)
    return _State(order.state.value, pieces, charge.state, any(each.is_open for each in attempts))
