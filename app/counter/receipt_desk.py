"""Receipts of sales that are committed: shown on the screen, and printed by a thread of their own.

Nothing here can undo or delay a sale. What the printer makes of it is remembered and told by the health route.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hardware.ports import CounterPrinter, PrintOutcome
from hardware.printer.layout import Line, as_text, lay_out
from hardware.printer.memory import PrintMemory
from hardware.printer.picture import as_picture
from hardware.printer.spool import PrintReport, PrintSpool, Report
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.selling.receipt import Receipt, ReceiptOptions, compose_receipt
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from store import journal, shop
from store.database.engine import Store
from store.selling import sales

#: The width of a receipt on the screen, in characters.
SCREEN_COLUMNS = 42
STOP_WAIT_S = 3.0
#: A receipt that waited for longer is not printed any more after a restart.
WAITS_AT_MOST = timedelta(hours=24)


class ReceiptDesk:
    """Composes receipts, hands them to the printer's spool, and opens the drawer."""

    def __init__(self, store: Store, printer: CounterPrinter, memory: PrintMemory, language: str) -> None:
        self._store, self._language = store, ReceiptLanguage(language)
        self._memory = memory
        self._last: PrintReport | None = None
        self._printed_before: int | None = None
        self._spool = PrintSpool(printer, self._note, memory=memory)

    def sold(self, sale: Sale) -> None:
        """Print the receipt of a committed sale, once however often this is called, and open the drawer for cash."""
        takes_cash = any(tender.kind is TenderKind.CASH for tender in sale.settlement.tenders)
        receipt = self._receipt(sale)
        taken = self._spool.submit(receipt, open_drawer=takes_cash)
        self._printed_before = receipt.number if not taken and self._memory.holds(receipt) else None

    def print_waiting(self, *, at: datetime) -> None:
        """Print the receipts that still waited when the server ended, of sales of the day before ``at``.

        Older ones can still be read on the screen. The drawer stays shut, since nobody pays now. A sale that only has
        the id of the one whose receipt waited (an older backup was put back meanwhile) gets none.
        """
        for sale_id in self._memory.waiting:
            receipt = self._waiting(sale_id, since=at - WAITS_AT_MOST)
            if receipt and self._memory.wants(receipt):
                self._spool.submit(receipt)

    def open_drawer(self) -> None:
        """Open the drawer without a sale; that it was wanted stands in the journal already."""
        self._spool.open_drawer()

    def show(self, sale_id: int) -> dict[str, Any]:
        """The receipt for the screen: as lines of text and as a picture (SVG). Raises :class:`sales.UnknownSale`."""
        with self._store.view() as view:
            sale = sales.get_sale(view, sale_id)
        lines = lay_out(self._receipt(sale), SCREEN_COLUMNS)
        return {
            "sale_id": sale.id,
            "receipt_number": sale.origin.receipt_number,
            "lines": _text(lines),
            "picture": as_picture(lines, SCREEN_COLUMNS),
        }

    def state(self) -> dict[str, Any]:
        """How printing goes: what became of the last receipt, what troubles the printer, how many receipts wait.

        ``printed_before`` is the number of the receipt that was asked for last, if it was not printed now because that
        had been begun before.
        """
        last = self._last
        troubles = last.status.troubles if last and last.outcome is not PrintOutcome.PRINTED else ()
        return {
            "outcome": last.outcome.value if last else None,
            "receipt_number": last.receipt.number if last else None,
            "troubles": sorted(each.value for each in troubles),
            "waiting": self._spool.waiting,
            "printed_before": self._printed_before,
        }

    def close(self) -> None:
        """Print what the printer still takes, for a moment."""
        self._spool.close(STOP_WAIT_S)

    def _note(self, report: Report) -> None:
        if isinstance(report, PrintReport):
            self._last = report

    def _waiting(self, sale_id: int, *, since: datetime) -> Receipt | None:
        try:
            with self._store.view() as view:
                sale = sales.find_sale(view, sale_id)
        except (ValueError, TypeError, OverflowError):  # a damaged row, of which 'kassa verify' tells: the shop opens
            return None
        return self._receipt(sale) if sale and sale.origin.at >= since else None

    def _receipt(self, sale: Sale) -> Receipt:
        with self._store.view() as view:
            station = shop.get_station(view, sale.origin.device_id)
            anchor = journal.hash_of_sale(view, sale)
        options = ReceiptOptions(language=self._language, anchor=anchor)
        return compose_receipt(sale, station.shop, station.location, station.device, options)


def _text(lines: tuple[Line, ...]) -> list[str]:
    return as_text(lines, SCREEN_COLUMNS).rstrip("\n").split("\n")
