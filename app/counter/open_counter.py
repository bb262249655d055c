"""What one server process holds while it runs: the shop's memory and the desk that prints."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.counter.receipt_desk import ReceiptDesk
from hardware.config import printer_of
from hardware.printer.memory import PrintMemory
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from store.database import file_lock
from store.database.engine import Store

#: In the installation's folder: what its printer is to do and what was begun.
PRINTED = "printed.log"


@dataclass(frozen=True, slots=True)
class Counter:
    """Made when the server starts, closed when it stops; ``opened`` is given back then."""

    store: Store
    receipts: ReceiptDesk
    opened: ExitStack = field(default_factory=ExitStack, compare=False)

    def close(self) -> None:
        """Give everything back: the printer first, because it still reads the store."""
        self.opened.close()


def check_counter(settings: Settings) -> None:
    """Raise what :func:`open_counter` raises of wrong settings or another's store, and print nothing."""
    printer_of(settings.printer)
    open_store(settings.store_url).close()


def open_counter(settings: Settings) -> Counter:
    """Open what ``settings`` name, and print the receipts that still waited when the last server ended.

    Raises what :func:`hardware.config.printer_of` and :func:`operations.installation.opening.open_store` raise;
    nothing stays open.
    """
    printer, file = printer_of(settings.printer), settings.home / PRINTED
    with ExitStack() as opened:
        store = open_store(settings.store_url)
        opened.callback(store.close)
        prints_alone = _is_alone(file, opened)
        receipts = ReceiptDesk(store, printer, PrintMemory(file), settings.language)
        opened.callback(receipts.close)
        if prints_alone:
            receipts.print_waiting(at=datetime.now(UTC))
        return Counter(store, receipts, opened.pop_all())


def _is_alone(file: Path, opened: ExitStack) -> bool:
    """Whether no other server prints from this folder until we close: what waits there is still in its hands."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened.enter_context(file_lock.alone(file))
    except (file_lock.StoreInUse, OSError):
        return False
    return True
