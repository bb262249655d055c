"""A till in a shop, its printer on a bench, and devices that act when a test says so: the time is an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.counter.receipt_composer import ReceiptComposer
from app.counter.station_devices import StationDevices
from hardware.printer.port import PrinterWithDrawer, PrintOutcome
from models.delivery import Consumer, DeadLetter, DeliveryCursor
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.selling.complete_sale import complete_sale
from store import delivery
from store.database.engine import Store
from tests.builders import AT, TILL, Operator, small_shop

HOLDER = "here"
ALL_ROUNDS = 10_000


class Station:
    """One till with its devices. ``now`` moves by a second with each look at the journal."""

    def __init__(self, store: Store, printer: PrinterWithDrawer, till_id: int = TILL, holder: str = HOLDER) -> None:
        self.store, self.printer, self.till_id = store, printer, till_id
        self.now = AT
        self.outcomes: list[PrintOutcome] = []
        self.restart(holder)

    def restart(self, holder: str = HOLDER) -> None:
        """A new process takes the till over."""
        composer = ReceiptComposer(self.store, "sv")
        self.devices = StationDevices(self.store, self.till_id, self.printer, composer, holder)
        self.devices.begin(at=self.now)

    def sell(self, *, card: bool = False) -> Sale:
        """Sell a carton of milk."""
        operator = Operator(self.store, self.till_id)
        operator.scan("MILK", at=self.now)
        payment = operator.payment()
        if card:
            payment = replace(payment, offers=(Offer(TenderKind.CARD, payment.shown, "A1"),))
        return complete_sale(self.store, operator.actor, payment, at=self.now)

    def act(self) -> bool:
        """Let the devices do one thing."""
        before = self.devices.last_print
        acted = self.devices.act(at=self.now)
        last = self.devices.last_print
        if last is not None and last is not before and (not self.outcomes or self.outcomes[-1] is not last.outcome):
            self.outcomes.append(last.outcome)
        return acted

    def act_all(self) -> None:
        """Let the devices do everything that they can do at this instant."""
        while self.act():
            pass

    def run(self, seconds: int) -> None:
        """Let time pass, and the devices look every second."""
        for _ in range(seconds):
            self.act_all()
            self.now += timedelta(seconds=1)

    def finish(self, looks: int = 60) -> None:
        """Let the devices look until nothing waits."""
        for _ in range(looks):
            self.run(1)
            if not self.waiting():
                return
        raise AssertionError(f"{self.waiting()} receipts still wait: {self.devices.last_print}")

    def waiting(self) -> int:
        """How many receipts are not settled."""
        with self.store.view() as view:
            return delivery.count_waiting(view, self.cursor(), ALL_ROUNDS)

    def cursor(self, consumer: Consumer = Consumer.RECEIPT_PRINTER) -> DeliveryCursor:
        """How far a consumer of the till has come."""
        with self.store.view() as view:
            cursor = delivery.find_cursor(view, self.till_id, consumer)
        assert cursor is not None
        return cursor

    def letters(self) -> list[DeadLetter]:
        """What was given up so far."""
        with self.store.view() as view:
            return delivery.dead_letters(view, AT - timedelta(days=1))


def new_station(store: Store, printer: PrinterWithDrawer, till_id: int = TILL) -> Station:
    """A station in a new small shop."""
    return Station(small_shop(store), printer, till_id)
