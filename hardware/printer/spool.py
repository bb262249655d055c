"""The spool: one thread that prints what was sold and opens the drawer, so that no sale ever waits for a printer.

A receipt is submitted after its sale is committed. Whatever happens here, the sale stands.

- An original is printed at most once, however often it is submitted, before or after a restart; so is its copy.
- The drawer opens at most once for a sale, whatever becomes of its receipt.
- What was certainly not sent stays first in the line and is tried again until the printer takes it. What waits when the
  process ends is kept in the memory, for the next one to submit.
- What the printer holds is waited for, what became unknown is reported and left alone.
- The drawer goes before the paper, and a wish to open it that could not be met in time is dropped, not kept.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hardware.faults import DeviceUnavailable
from hardware.ports import CounterPrinter, PrinterStatus, PrintOutcome
from hardware.printer.memory import PrintMemory
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt

#: More receipts than a shop sells in the time that it takes to notice a silent printer.
QUEUE_MAX = 500
_ONCE = frozenset({ReceiptKind.ORIGINAL, ReceiptKind.COPY})


@dataclass(frozen=True, slots=True)
class PrintReport:
    """What became of a receipt; one that waits is reported again only when its outcome or its reason changes."""

    receipt: Receipt
    outcome: PrintOutcome
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class DrawerReport:
    """Whether the drawer was told to open."""

    opened: bool


Report = PrintReport | DrawerReport


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long to wait before a receipt is tried again, and how long a wish to open the drawer holds."""

    retry_s: float = 2.0
    drawer_s: float = 3.0


class PrintSpool:
    """Owns ``printer``; ``on_report`` is called in the spool's thread and must neither raise nor wait long.

    ``memory`` tells which receipts were begun before this process did, and keeps those that still wait when it ends.
    """

    def __init__(
        self,
        printer: CounterPrinter,
        on_report: Callable[[Report], None] = lambda _: None,
        *,
        memory: PrintMemory | None = None,
        rhythm: Rhythm | None = None,
        queue_max: int = QUEUE_MAX,
    ) -> None:
        self._printer, self._on_report = printer, on_report
        self._memory = memory or PrintMemory()
        self._rhythm, self._queue_max = rhythm or Rhythm(), queue_max
        self._jobs: deque[Receipt] = deque()
        self._drawer_until: float | None = None
        self._held = self._busy = self._closed = False
        self._retry_at = 0.0
        self._told: PrintReport | None = None
        self._changed = threading.Condition()
        self._start()

    @property
    def waiting(self) -> int:
        """How many receipts are not settled yet."""
        with self._changed:
            return len(self._jobs)

    def submit(self, receipt: Receipt, *, open_drawer: bool = False) -> bool:
        """Print ``receipt`` soon, and open the drawer at once if told so; never waits.

        False for what will not be printed: a receipt that was submitted before; one that finds no room; any after
        :meth:`close`. The drawer opens all the same, unless it was opened for this sale before or nothing is taken.
        """
        with self._changed:
            if self._closed:
                return False
            taken = not self._is_known(receipt) and len(self._jobs) < self._queue_max
            if taken:
                self._jobs.append(receipt)
                self._memory.want(receipt)
            if open_drawer and self._memory.begin_drawer(receipt):
                self._drawer_until = time.monotonic() + self._rhythm.drawer_s
            self._changed.notify_all()
        return taken

    def open_drawer(self) -> None:
        """Open the drawer at once or not at all; the report tells which."""
        with self._changed:
            self._drawer_until = time.monotonic() + self._rhythm.drawer_s
            self._changed.notify_all()

    def wait_until_idle(self, timeout_s: float) -> bool:
        """Whether everything was settled within ``timeout_s`` seconds."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout_s)

    def close(self, timeout_s: float = 5.0) -> None:
        """Take nothing more, print what the printer takes at once, and report the rest as not sent or held."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout_s)

    # --- the thread -----------------------------------------------------------------------------

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="print-spool", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        """Do one thing after the other; a thread that a fault of ours ends is followed by another."""
        done = False
        try:
            while (task := self._next_task()) is not None:
                task()
            self._give_up()
            done = True
        finally:
            if not done and not self._closed:
                self._start()

    def _next_task(self) -> Callable[[], None] | None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            while (task := self._due_task()) is None and not self._closed:
                left = self._retry_at - time.monotonic()
                self._changed.wait(max(left, 0.001) if self._jobs else None)
            self._busy = task is not None
            return task

    def _due_task(self) -> Callable[[], None] | None:
        if self._drawer_until is not None:
            return self._open_drawer
        if self._jobs and time.monotonic() >= self._retry_at:
            return self._print_first
        return None

    def _is_idle(self) -> bool:
        return not (self._jobs or self._busy or self._drawer_until is not None)

    def _open_drawer(self) -> None:
        with self._changed:
            until, self._drawer_until = self._drawer_until, None
        opened = False
        if until is not None and time.monotonic() <= until:
            try:
                self._printer.open_drawer()
                opened = True
            except DeviceUnavailable:
                opened = False
        self._release()
        self._on_report(DrawerReport(opened))

    def _print_first(self) -> None:
        """Print the first receipt, or ask what became of it; a fault of ours costs this receipt, not the next."""
        receipt, outcome = self._jobs[0], PrintOutcome.UNKNOWN
        try:
            outcome = self._printer.ask_held() if self._held else self._print_once(receipt)
        finally:
            self._note(outcome)
            self._tell(PrintReport(receipt, outcome, self._printer.status()))
            self._release()

    def _print_once(self, receipt: Receipt) -> PrintOutcome:
        if not self._printer.status().can_print:
            self._memory.flush()
            return PrintOutcome.NOT_SENT
        self._memory.remember(receipt)
        outcome = self._printer.print_receipt(receipt)
        if outcome is PrintOutcome.NOT_SENT:
            self._memory.take_back(receipt)
        return outcome

    def _note(self, outcome: PrintOutcome) -> None:
        settled = outcome in {PrintOutcome.PRINTED, PrintOutcome.UNKNOWN}
        with self._changed:
            self._held = outcome is PrintOutcome.HELD
            self._retry_at = 0.0 if settled else time.monotonic() + self._rhythm.retry_s
            if settled:
                self._jobs.popleft()

    def _tell(self, report: PrintReport) -> None:
        if report != self._told:
            self._told = report
            self._on_report(report)

    def _release(self) -> None:
        """Let others use the printer, unless more follows at once or it holds a job of ours."""
        if not self._held and (not self._jobs or self._retry_at):
            self._printer.release()

    def _give_up(self) -> None:
        """The end: what still waits was not sent, but for the first, if the printer holds it."""
        status = self._printer.status() if self._jobs else PrinterStatus()
        for position, receipt in enumerate(self._jobs):
            held = self._held and position == 0
            self._tell(PrintReport(receipt, PrintOutcome.HELD if held else PrintOutcome.NOT_SENT, status))
        self._printer.release()

    def _is_known(self, receipt: Receipt) -> bool:
        """Whether it was begun before, or waits; each original and copy once."""
        waits = any((job.sale_id, job.kind) == (receipt.sale_id, receipt.kind) for job in self._jobs)
        return receipt.kind in _ONCE and (waits or self._memory.holds(receipt))
