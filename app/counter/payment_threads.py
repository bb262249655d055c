"""The payments of all tills: asked and followed in threads, so that no page and no other till waits for a terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from app.counter.event_lookups import look_up_events
from app.counter.payment_steps import POLL_S, pause_after, take_step
from hardware.device_settings import screen_of, terminal_of
from hardware.faults import WrongDeviceSetting
from hardware.terminal.port import BasketScreen, PaymentTerminal
from models.errors import KassaError
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from operations.installation.device_links import DeviceRole
from store import devices, shop
from store.database.engine import Store
from store.selling import payment_attempts

#: How often the store is looked at for attempts of other processes, and of before a restart.
LOOK_S = 1.0
#: How often it is looked whether events of a provider wait that another process heard, or this one before a restart.
NEWS_LOOK_S = 5.0
#: How long a step that is under way gets when the server stops.
STOP_WAIT_S = 3.0
#: The terminals of tills without one of their own, in a shop to try; each till has another.
DEMO_TERMINAL = "simulated:approve"


@dataclass(frozen=True, slots=True)
class PaymentOptions:
    """Where simulated terminals have their bank, and what is done once a till's payment has changed.

    ``ask_on_web`` asks about the payment of an order of the web shop; false: nobody answered.
    """

    folder: Path
    on_change: Callable[[int], None]
    ask_on_web: Callable[[int], bool] = lambda _order_id: True


class PaymentThreads:
    """One thread for each till that has an attempt of which nobody knows the outcome.

    ``may_drive`` is true in the one process of the installation that asks terminals.
    """

    def __init__(self, store: Store, options: PaymentOptions, may_drive: Callable[[], bool] = lambda: True) -> None:
        self._store, self._options, self._may_drive = store, options, may_drive
        self._terminals: dict[str, PaymentTerminal] = {}
        self._screens: dict[str, BasketScreen | None] = {}
        self._threads: dict[int, threading.Thread] = {}
        self._signals: dict[int, threading.Event] = {}
        self._guard = threading.Lock()
        self._is_closed = threading.Event()
        self._may_drive()
        self._watcher = threading.Thread(target=self._watch, name="payment-watch", daemon=True)
        self._news = threading.Event()
        self._reader = threading.Thread(target=self._read_news, name="payment-news", daemon=True)
        self._watcher.start()
        self._reader.start()

    def methods(self, till_id: int) -> tuple[PaymentMethod, ...]:
        """The means of payment that a till takes, cash first."""
        link = self.link(till_id)
        own = () if link is None else tuple(m for m in PaymentMethod if m in self._terminal(link).methods)
        return (PaymentMethod.CASH, *own, PaymentMethod.OWN_TERMINAL)

    def link(self, till_id: int) -> str | None:
        """The terminal that a till asks; ``None`` if it has none that works.

        A shop to try moves no real money, and a real shop sells nothing for money that does not move.
        """
        with self._store.view() as view:
            is_demo = shop.get_shop(view).is_demo
            own = devices.find_link(view, till_id, DeviceRole.PAYMENT_TERMINAL)
        link = own or (f"{DEMO_TERMINAL}/{till_id}" if is_demo else None)
        try:
            fits = link is not None and self._terminal(link).is_practice is is_demo
        except WrongDeviceSetting:
            return None  # 'kassa doctor' reports it
        return link if fits else None

    def basket_screen(self, till_id: int) -> BasketScreen | None:
        """The screen of a till's terminal, if it is set to show the basket."""
        link = self.link(till_id)
        if link is not None and link not in self._screens:
            self._screens[link] = screen_of(link)
        return None if link is None else self._screens[link]

    def signal(self, till_id: int) -> None:
        """An attempt was made or changed at a till: look at once. Never waits, and is never needed."""
        if not self._may_drive():
            return
        with self._guard:
            event = self._signals.setdefault(till_id, threading.Event())
            event.set()
            running = self._threads.get(till_id)
            if (running is None or not running.is_alive()) and not self._is_closed.is_set():
                started = threading.Thread(target=self._follow, args=(till_id,), name=f"payment-{till_id}", daemon=True)
                self._threads[till_id] = started
                started.start()

    def hear_news(self) -> None:
        """An event of a provider was stored: look at once. Never waits, and is never needed."""
        self._news.set()

    def close(self) -> None:
        """Ask nobody any more; the next start goes on with what is stored."""
        self._is_closed.set()
        self._news.set()
        with self._guard:
            threads = list(self._threads.values())
            for event in self._signals.values():
                event.set()
        deadline = monotonic() + STOP_WAIT_S
        for thread in (self._watcher, self._reader, *threads):
            thread.join(max(deadline - monotonic(), 0.0))

    def _watch(self) -> None:
        while not self._is_closed.wait(LOOK_S):
            try:
                with self._store.view() as view:
                    tills = {each.order.till_id for each in payment_attempts.open_attempts(view)}
                    tills.discard(shop.office_id(view))  # payments on the web, which another thread follows
            except KassaError:
                continue  # there is no shop yet, or the store is not there
            for till_id in tills:
                if till_id not in self._threads or not self._threads[till_id].is_alive():
                    self.signal(till_id)

    def _read_news(self) -> None:
        unanswered = 0
        while not self._is_closed.is_set():
            self._news.wait(NEWS_LOOK_S if not unanswered else pause_after(unanswered))
            self._news.clear()
            if self._is_closed.is_set() or not self._may_drive():
                continue
            try:
                is_answered = look_up_events(
                    self._store, self._terminal, self._on_news, self._options.ask_on_web, at=datetime.now(UTC)
                )
            except KassaError:
                is_answered = False  # the store or the terminal's setting is not there: what waits is stored
            unanswered = 0 if is_answered else unanswered + 1

    def _on_news(self, till_id: int) -> None:
        self.signal(till_id)
        self._options.on_change(till_id)

    def _follow(self, till_id: int) -> None:
        """Take steps until every attempt of the till is decided, or nobody may."""
        unanswered = 0
        while not self._is_closed.is_set():
            self._signals[till_id].clear()
            waiting = self._open_of(till_id)
            if not waiting:
                return
            answers = [self._step(each) for each in waiting]
            heard = any(each.state is not AttemptState.UNKNOWN for each in answers)
            unanswered = 0 if heard else unanswered + 1
            if all(each.is_open for each in answers):
                self._signals[till_id].wait(pause_after(unanswered) if not heard else POLL_S)

    def _open_of(self, till_id: int) -> list[PaymentAttempt]:
        try:
            with self._store.view() as view:
                return payment_attempts.open_attempts(view, till_id)
        except KassaError:
            return []  # the watcher comes back once the store does

    def _step(self, attempt: PaymentAttempt) -> PaymentAttempt:
        try:
            terminal = self._terminal(attempt.terminal or "")
            after = take_step(self._store, terminal, attempt, at=datetime.now(UTC))
        except KassaError:
            return attempt  # the store or the terminal's setting is not there: what waits is stored, and is asked again
        if after != attempt:
            self._options.on_change(attempt.order.till_id)
        return after

    def _terminal(self, link: str) -> PaymentTerminal:
        if link not in self._terminals:
            self._terminals[link] = terminal_of(link, self._options.folder)
        return self._terminals[link]
