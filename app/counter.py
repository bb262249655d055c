"""What one server process holds while it runs: the shop's memory and the desk that prints."""

from __future__ import annotations

from dataclasses import dataclass

from app.receipts import ReceiptDesk
from hardware.config import printer_of
from hardware.printer.memory import PrintMemory
from operations.config import Settings
from operations.shop import open_store
from store.engine import Store


@dataclass(frozen=True, slots=True)
class Counter:
    """Made when the server starts, closed when it stops."""

    store: Store
    receipts: ReceiptDesk

    def close(self) -> None:
        """Give everything back: the printer first, because it still reads the store."""
        self.receipts.close()
        self.store.close()


def open_counter(settings: Settings) -> Counter:
    """Open what ``settings`` name.

    Raises what :func:`hardware.config.printer_of` and :func:`operations.shop.open_store` raise; nothing stays open.
    """
    printer = printer_of(settings.printer)
    store = open_store(settings.store_url)
    memory = PrintMemory(settings.home / "printed.log")
    return Counter(store, ReceiptDesk(store, printer, memory, settings.language))
