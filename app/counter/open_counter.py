"""What one server process holds while it runs: the shop's store and the devices of its tills."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.counter.deliveries import Deliveries, DeliveryOptions
from app.counter.dispatch_thread import DispatchThread
from app.counter.favourites import Favourites
from app.counter.payment_threads import PaymentOptions, PaymentThreads
from app.counter.practice_desks import PracticeDesks
from app.counter.reader_baskets import ReaderBaskets
from app.counter.receipt_composer import ReceiptComposer
from app.counter.selling_check import SellingCheck
from app.counter.till_signals import TillSignals
from app.counter.web_payments import WebPayments
from hardware.device_settings import printer_of
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from store.access.secrets import InstallationSecret
from store.database import file_lock
from store.database.engine import Store

#: In the installation's folder: the name under which it delivers, and beside it the lock of the one that does.
HOLDER = "devices.id"
#: The lock of the one process that asks the payment terminals.
PAYER = "payments"
#: The same of the one process that sends e-mails and writes files for the bookkeeper.
SENDER = "dispatches"


@dataclass(frozen=True, slots=True)
class Counter:
    """Made when the server starts, closed when it stops; ``opened`` is given back then."""

    store: Store
    receipts: ReceiptComposer
    deliveries: Deliveries
    payments: PaymentThreads
    web_payments: WebPayments
    dispatches: DispatchThread
    installation: InstallationSecret
    settings: Settings
    till_id: int = 1
    opened: ExitStack = field(default_factory=ExitStack, compare=False)
    favourites: Favourites = field(default_factory=Favourites, compare=False)
    selling: SellingCheck = field(default_factory=SellingCheck, compare=False)
    signals: TillSignals = field(default_factory=TillSignals, compare=False)
    practice: PracticeDesks = field(default_factory=PracticeDesks, compare=False)

    def close(self) -> None:
        """Give everything back: the devices first, because they still read the store."""
        self.opened.close()


def check_counter(settings: Settings) -> None:
    """Raise what :func:`open_counter` raises of wrong settings or another's store, and print nothing."""
    printer_of(settings.printer)
    open_store(settings.store_url, keys=settings.key_ring).close()


def open_counter(settings: Settings) -> Counter:
    """Open what ``settings`` name; the devices go on with what still waited when the last server ended.

    Raises what :func:`hardware.device_settings.printer_of` and :func:`operations.installation.opening.open_store`
    raise; nothing stays open.
    """
    printer_of(settings.printer)
    settings.home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        store = open_store(settings.store_url, keys=settings.key_ring)
        opened.callback(store.close)
        options = DeliveryOptions(settings.printer, settings.language, holder_of(settings.home))
        deliveries = Deliveries(store, options, may_deliver(settings.home / HOLDER, opened))
        opened.callback(deliveries.close)
        signals = TillSignals()
        may_ask = may_deliver(settings.home / PAYER, opened)
        web_payments = WebPayments(store, settings.home, may_ask, InstallationSecret(settings.keys))
        opened.callback(web_payments.close)
        to_pay = PaymentOptions(
            settings.home, lambda till: signal_payment(deliveries, signals, till), web_payments.ask_again
        )
        payments = PaymentThreads(store, to_pay, may_ask)
        opened.callback(payments.close)
        on_readers = ReaderBaskets(store, signals, payments.basket_screen, settings.home, may_ask)
        opened.callback(on_readers.close)
        receipts = ReceiptComposer(store, settings.language)
        dispatches = DispatchThread(store, receipts, may_deliver(settings.home / SENDER, opened))
        opened.callback(dispatches.close)
        installation = InstallationSecret(settings.keys)
        opened_parts = opened.pop_all()
        return Counter(
            store,
            receipts,
            deliveries,
            payments,
            web_payments,
            dispatches,
            installation,
            settings,
            settings.till_id,
            opened_parts,
            signals=signals,
        )


def signal_payment(deliveries: Deliveries, signals: TillSignals, till_id: int) -> None:
    """A payment changed: its receipt may be due, and the customer's display shows it."""
    deliveries.signal(till_id)
    signals.signal(till_id)


def holder_of(home: Path) -> str:
    """The name of this installation, made once."""
    file = home / HOLDER
    if not file.exists() or not file.read_text(encoding="ascii").strip():
        file.write_text(uuid.uuid4().hex, encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def may_deliver(file: Path, opened: ExitStack) -> Callable[[], bool]:
    """A function that is true once this process is the only one to deliver for the installation."""
    holds = False

    def may() -> bool:
        nonlocal holds
        if not holds:
            try:
                opened.enter_context(file_lock.alone(file))
            except (file_lock.StoreInUse, OSError):
                return False
            holds = True
        return True

    return may
