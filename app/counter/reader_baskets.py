"""The baskets of tills on their card readers: in threads of their own, the latest only, and never in the way.

A reader that does not answer is asked again later; nothing else waits for it. What went wrong last is in a file beside
the installation, where ``kassa doctor`` finds it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from app.counter.till_signals import TillSignals
from hardware.terminal.port import BasketScreen
from models.errors import KassaError
from models.selling.reader_basket import ReaderBasket, reader_basket
from operations.installation.device_links import DeviceRole
from store import devices, shop
from store.database.engine import Connection, Store
from store.selling import baskets, payment_attempts
from store.selling.basket_prices import BasketPrices

#: How often tills are looked for whose reader shows the basket, and each basket without a signal.
LOOK_S = 2.0
#: A reader that did not answer is left alone for so long.
PAUSE_S = 5.0
#: How long a request that is under way gets when the server stops.
STOP_WAIT_S = 4.0
#: What went wrong last, by till.
TROUBLE_FILE = "reader_baskets.json"


class ReaderBaskets:
    """One thread for each till whose reader shows the basket; ``find_screen`` is that of a till, if it has one."""

    def __init__(
        self,
        store: Store,
        signals: TillSignals,
        find_screen: Callable[[int], BasketScreen | None],
        folder: Path,
        may_drive: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store, self._signals, self._find, self._may_drive = store, signals, find_screen, may_drive
        self._trouble = _Trouble(folder / TROUBLE_FILE)
        self._threads: dict[int, threading.Thread] = {}
        self._is_closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="reader-baskets", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Show nothing any more."""
        self._is_closed.set()
        deadline = monotonic() + STOP_WAIT_S
        for thread in (self._watcher, *self._threads.values()):
            thread.join(max(deadline - monotonic(), 0.0))

    def _watch(self) -> None:
        while not self._is_closed.is_set():
            with suppress(KassaError):  # there is no shop yet, or the store is not there
                if self._may_drive():
                    for till_id in self._tills():
                        self._begin(till_id)
            self._is_closed.wait(LOOK_S)

    def _tills(self) -> list[int]:
        with self._store.view() as view:
            links = devices.all_links(view)
        tills = [till for till, role in links if role == DeviceRole.PAYMENT_TERMINAL]
        return [each for each in tills if self._find(each) is not None]

    def _begin(self, till_id: int) -> None:
        running = self._threads.get(till_id)
        if running is None or not running.is_alive():
            name = f"reader-basket-{till_id}"
            self._threads[till_id] = threading.Thread(target=self._follow, args=(till_id,), name=name, daemon=True)
            self._threads[till_id].start()

    def _follow(self, till_id: int) -> None:
        """Show each basket of a till while its reader is set to."""
        changed = threading.Event()
        on_screen: ReaderBasket | None = None
        with self._signals.listen(till_id, changed.set):
            while not self._is_closed.is_set():
                changed.clear()
                screen = self._find(till_id)
                if screen is None:
                    return
                on_screen, is_answered = self._show(till_id, screen, on_screen)
                if not is_answered:
                    self._is_closed.wait(PAUSE_S)
                elif not changed.is_set():
                    changed.wait(LOOK_S)

    def _show(
        self, till_id: int, screen: BasketScreen, on_screen: ReaderBasket | None
    ) -> tuple[ReaderBasket | None, bool]:
        """Show the basket as it is now; what is on the screen after that, and whether the reader answered."""
        try:
            with self._store.view() as view:
                is_paying = bool(payment_attempts.open_attempts(view, till_id))
                latest = _basket_of(view, till_id)
        except KassaError:
            return on_screen, True  # the store is not there: the till sells nothing either
        if is_paying:
            return None, True  # the reader asks for the card, and shows its own page after that
        if latest == on_screen:
            return on_screen, True
        reason = screen.show_basket(latest)
        self._trouble.report(till_id, reason)
        return (on_screen, False) if reason else (latest, True)


def read_trouble(folder: Path) -> dict[int, str]:
    """What went wrong last with the baskets on readers, by till; nothing where all is well."""
    return _Trouble(folder / TROUBLE_FILE).read()


def _basket_of(view: Connection, till_id: int) -> ReaderBasket | None:
    company = shop.get_station(view, till_id).shop
    basket = baskets.open_basket(view, till_id, company.currency)
    return None if basket is None else reader_basket(BasketPrices(view, company, datetime.now(UTC)).of(basket))


class _Trouble:
    """The file of what went wrong; it is written when that changes, and no selling depends on it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._reasons = self.read()

    def read(self) -> dict[int, str]:
        try:
            return {int(till): str(reason) for till, reason in json.loads(self._file.read_text("utf-8")).items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def report(self, till_id: int, reason: str) -> None:
        """Store why the reader of a till shows no basket; empty: it does."""
        with self._guard:
            if self._reasons.get(till_id, "") == reason:
                return
            self._reasons = {till: why for till, why in (self._reasons | {till_id: reason}).items() if why}
            with suppress(OSError):
                self._file.write_text(json.dumps(self._reasons), "utf-8")
