"""What a till asks of its receipt printer. Drivers and the simulator satisfy it alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hardware.drawer.port import CashDrawer
from hardware.printer.layout import Printable


class PrintOutcome(StrEnum):
    """What is known of a job after printing it. Only ``NOT_SENT`` may be printed again as an original."""

    PRINTED = "printed"
    """The printer has confirmed that it processed everything."""
    NOT_SENT = "not_sent"
    """Nothing left us; the same receipt may be sent again or elsewhere."""
    HELD = "held"
    """The printer has the job and prints it when its fault is mended."""
    UNKNOWN = "unknown"
    """Contact was lost in between; only the paper shows the result, and the same receipt is never sent again."""


class Trouble(StrEnum):
    """Why a printer cannot print, or soon cannot."""

    NO_ANSWER = "no_answer"
    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The state of a printer, as far as it reports one."""

    troubles: frozenset[Trouble] = frozenset()

    @property
    def answers(self) -> bool:
        """Whether the printer is there at all."""
        return Trouble.NO_ANSWER not in self.troubles

    @property
    def can_print(self) -> bool:
        """Whether a job sent now would come out; low paper only warns."""
        return not self.troubles - {Trouble.PAPER_LOW}


class ReceiptPrinter(Protocol):
    """Prints receipts, one at a time, and reports the outcome of each."""

    def print_receipt(self, receipt: Printable) -> PrintOutcome:
        """Print ``receipt``, or a report of the day, once and wait for the printer's word; never send it twice."""
        ...

    def ask_held(self) -> PrintOutcome:
        """What has become of the job that was ``HELD``: still that, or printed, or unknown."""
        ...

    def status(self) -> PrinterStatus:
        """How the printer is now."""
        ...

    def release(self) -> None:
        """Give the connection back until the next job, so that others may use the printer."""
        ...


class PrinterWithDrawer(ReceiptPrinter, CashDrawer, Protocol):
    """A receipt printer with a cash drawer on it."""
