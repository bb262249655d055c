"""The devices of all tills: opened for each till from its own links, and watched for changes of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.counter.delivery_thread import POLL_S, STOP_WAIT_S, DeliveryThread
from app.counter.printing_status import PrintingStatus, printing_status
from app.counter.receipt_composer import ReceiptComposer
from app.counter.station_devices import StationDevices
from hardware.device_settings import printer_of
from hardware.faults import WrongDeviceSetting
from models.delivery import Consumer
from models.errors import KassaError
from models.shop import DeviceKind
from operations.installation.device_links import DeviceRole
from store import delivery, devices, shop
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """What tills without a link of their own print on, and the name of this installation."""

    default_link: str
    language: str
    holder: str


class Deliveries:
    """One set of devices a till, each in a thread of its own.

    ``may_deliver`` is true in the one process of the installation that delivers; it is called again and again until
    it is. Until then, another process of the same installation delivers what is sold here.
    """

    def __init__(self, store: Store, options: DeliveryOptions, may_deliver: Callable[[], bool] = lambda: True) -> None:
        self._store, self._options, self._may_deliver = store, options, may_deliver
        self._composer = ReceiptComposer(store, options.language)
        self._threads: dict[int, tuple[str, DeliveryThread]] = {}
        self._is_closed = threading.Event()
        self._look()
        self._watcher = threading.Thread(target=self._watch, name="delivery-watch", daemon=True)
        self._watcher.start()

    def signal(self, till_id: int) -> None:
        """Something was recorded at a till: its devices look at once. Never waits, and is never needed."""
        found = self._threads.get(till_id)
        if found is not None:
            found[1].signal()

    def status(self, till_id: int) -> PrintingStatus:
        """How printing goes at a till."""
        found = self._threads.get(till_id)
        last = found[1].devices.last_print if found is not None else None
        with self._store.view() as view:
            return printing_status(view, till_id, last)

    def close(self) -> None:
        """Print what the printers still take, for a moment."""
        self._is_closed.set()
        self._watcher.join(STOP_WAIT_S)
        threads = [thread for _, thread in self._threads.values()]
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join()

    def _watch(self) -> None:
        while not self._is_closed.wait(POLL_S):
            self._look()

    def _look(self) -> None:
        """Open the devices of tills that are new or whose link was changed."""
        try:
            if not self._may_deliver():
                return
            for till_id, link in self._links().items():
                if till_id not in self._threads or self._threads[till_id][0] != link:
                    self._open(till_id, link)
        except KassaError:
            return  # there is no shop yet, or the store is not there: the next look finds it

    def _links(self) -> dict[int, str]:
        with self._store.view() as view:
            own = devices.all_links(view)
            tills = [each.id for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
        return {each: own.get((each, DeviceRole.RECEIPT_PRINTER), self._options.default_link) for each in tills}

    def _open(self, till_id: int, link: str) -> None:
        try:
            printer = printer_of(link)
        except WrongDeviceSetting:
            return  # 'kassa doctor' reports it
        before = self._threads.get(till_id)
        if before is not None:
            before[1].stop()
            before[1].join()
        opened = StationDevices(self._store, till_id, printer, self._composer, self._options.holder)
        if self._is_ours_or_new(till_id):
            opened.begin(at=datetime.now(UTC))
        self._threads[till_id] = (link, DeliveryThread(str(till_id), opened))

    def _is_ours_or_new(self, till_id: int) -> bool:
        """Whether no other installation delivers for the till."""
        with self._store.view() as view:
            cursors = [delivery.find_cursor(view, till_id, consumer) for consumer in Consumer]
        return all(cursor is None or cursor.holder == self._options.holder for cursor in cursors)
