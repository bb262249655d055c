"""The printer and the drawer of one till: they act on the rows of its journal, one at a time.

Nothing here can undo or delay a sale. A receipt is claimed in the store before its first byte is sent and settled when
the printer has answered, so that an original is printed once or, where nobody can know, reported as uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.counter.delivery_progress import DeliveryProgress
from app.counter.receipt_composer import ReceiptComposer
from hardware.faults import DeviceUnavailable
from hardware.printer.layout import Printable
from hardware.printer.port import PrinterStatus, PrinterWithDrawer, PrintOutcome
from models.delivery import Consumer, Outcome
from models.errors import KassaError, Unavailable
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt
from store.database.engine import Store
from store.delivery import Delivery

_OUTCOMES = {
    PrintOutcome.PRINTED: Outcome.DELIVERED,
    PrintOutcome.NOT_SENT: Outcome.NOT_SENT,
    PrintOutcome.UNKNOWN: Outcome.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class PrintReport:
    """What became of the document that was tried last; ``number`` is that of a receipt."""

    number: int | None
    outcome: PrintOutcome
    status: PrinterStatus


class StationDevices:
    """The devices of one till. Not for several threads at once; ``at`` is now wherever it is asked for."""

    def __init__(
        self, store: Store, till_id: int, printer: PrinterWithDrawer, composer: ReceiptComposer, holder: str
    ) -> None:
        self._printer, self._composer, self._till_id = printer, composer, till_id
        self._receipts = DeliveryProgress(store, till_id, Consumer.RECEIPT_PRINTER, holder)
        self._drawer = DeliveryProgress(store, till_id, Consumer.CASH_DRAWER, holder)
        self._under_way: tuple[Delivery, Printable] | None = None
        self._unsettled: tuple[DeliveryProgress, Delivery, Outcome] | None = None
        self._is_held = False
        #: What became of the receipt that was tried last, by this process.
        self.last_print: PrintReport | None = None

    def begin(self, *, at: datetime) -> None:
        """Deliver this till's journal from now on."""
        for progress in (self._receipts, self._drawer):
            progress.begin(at=at)

    def is_ours(self) -> bool:
        """Whether this installation delivers for the till."""
        return self._receipts.cursor() is not None and self._drawer.cursor() is not None

    def act(self, *, at: datetime, hurried: bool = False) -> bool:
        """Do one thing that is due, the drawer before the paper; false if there was nothing or it must wait.

        Raises :class:`models.errors.Unavailable` when the store is not there; the next call goes on.
        """
        self._settle_left(at)
        if self._open_drawer(at) or self._print(at, hurried=hurried):
            return True
        if not self._is_held:
            self._printer.release()
        return False

    def release(self) -> None:
        """Give the printer back at the end; what it still holds stays claimed."""
        self._printer.release()

    def _open_drawer(self, at: datetime) -> bool:
        wish = self._drawer.next_due(at=at, hurried=True)
        if wish is None or not self._drawer.claim(wish, at=at):
            return False
        outcome = Outcome.DELIVERED
        try:
            self._printer.open_drawer()
        except DeviceUnavailable:
            outcome = Outcome.EXPIRED  # by the next attempt the operator has left
        self._settle(self._drawer, wish, outcome, at)
        return True

    def _print(self, at: datetime, *, hurried: bool) -> bool:
        if self._under_way is not None:
            return self._ask_held(at, *self._under_way)
        row = self._receipts.next_due(at=at, hurried=hurried)
        if row is None:
            return False
        if self._receipts.is_expired(row, at=at):
            self._receipts.settle(row, Outcome.EXPIRED, at=at, reason=self._trouble())
            return True
        try:
            receipt = self._composer.compose_row(self._till_id, row)
        except Unavailable:
            raise
        except (KassaError, ValueError, TypeError, LookupError, ArithmeticError) as fault:  # the next one has its turn
            self._receipts.settle(row, Outcome.FAILED, at=at, reason=f"{type(fault).__name__}: {fault}")
            return False
        return self._print_once(row, receipt, at)

    def _print_once(self, row: Delivery, receipt: Printable, at: datetime) -> bool:
        status = self._printer.status()
        if not status.can_print:
            self._report(receipt, PrintOutcome.NOT_SENT, status)
            self._receipts.settle(row, Outcome.NOT_SENT, at=at)
            return False
        if not self._receipts.claim(row, at=at):
            return False
        outcome = PrintOutcome.UNKNOWN
        try:
            outcome = self._printer.print_receipt(receipt)
        finally:
            progressed = self._note(row, receipt, outcome, at)
        return progressed

    def _ask_held(self, at: datetime, row: Delivery, receipt: Printable) -> bool:
        return self._note(row, receipt, self._printer.ask_held(), at)

    def _note(self, row: Delivery, receipt: Printable, outcome: PrintOutcome, at: datetime) -> bool:
        self._is_held = outcome is PrintOutcome.HELD
        self._under_way = (row, receipt) if self._is_held else None
        status = PrinterStatus() if outcome is PrintOutcome.PRINTED else self._printer.status()
        self._report(receipt, outcome, status)
        if not self._is_held:
            self._settle(self._receipts, row, _OUTCOMES[outcome], at)
        return outcome in {PrintOutcome.PRINTED, PrintOutcome.UNKNOWN}

    def _settle(self, progress: DeliveryProgress, row: Delivery, outcome: Outcome, at: datetime) -> None:
        self._unsettled = (progress, row, outcome)
        self._settle_left(at)

    def _settle_left(self, at: datetime) -> None:
        """Record an outcome; one that the store did not take is recorded before anything else is done."""
        if self._unsettled is not None:
            progress, row, outcome = self._unsettled
            progress.settle(row, outcome, at=at)
            self._unsettled = None

    def _report(self, receipt: Printable, outcome: PrintOutcome, status: PrinterStatus) -> None:
        self.last_print = PrintReport(_number_of(receipt), outcome, status)

    def _trouble(self) -> str:
        troubles = self.last_print.status.troubles if self.last_print else ()
        return ", ".join(sorted(each.value for each in troubles)) or "the server did not run"


def _number_of(document: Printable) -> int | None:
    """The number of a receipt; what is practised or printed before payment has none that a till waits for."""
    is_sold = isinstance(document, Receipt) and document.kind in {ReceiptKind.ORIGINAL, ReceiptKind.COPY}
    return document.number if isinstance(document, Receipt) and is_sold else None
