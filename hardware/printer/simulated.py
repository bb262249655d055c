"""A receipt printer without metal, part of the product: it prints into a folder.

Each receipt becomes three files: plain text, the ESC/POS bytes that a printer would get, and a picture. A file called
``paper-out`` in the folder makes it run out of paper, ``drawer.log`` lists when its drawer opened.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from hardware.faults import DeviceUnavailable
from hardware.printer.escpos_bytes import drawer_pulse, encode
from hardware.printer.layout import COLUMNS, Printable, as_text, lay_out
from hardware.printer.picture import as_picture
from hardware.printer.port import PrinterStatus, PrintOutcome, Trouble
from models.cash.day_page import DayPage
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.credit_slip import CreditSlip
from models.selling.gift_receipt import GiftReceipt
from models.selling.parked_slip import ParkedSlip
from models.selling.payment_code_slip import PaymentCodeSlip

PAPER_OUT = "paper-out"
DRAWER_LOG = "drawer.log"


class SimulatedPrinter:
    """A printer whose paper is ``folder``, made when it is missing."""

    def __init__(self, folder: Path, *, columns: int = COLUMNS) -> None:
        self._folder, self._columns = folder, columns
        drawer_pulse()  # Loads the encoder now rather than at the first receipt.

    def print_receipt(self, receipt: Printable) -> PrintOutcome:
        """Write the files of ``receipt``; the text comes last, so whoever sees it sees all three."""
        lines = lay_out(receipt, self._columns)
        if not self.status().can_print:
            return PrintOutcome.NOT_SENT
        files = {
            "escpos": encode(lines),
            "svg": as_picture(lines, self._columns).encode(),
            "txt": as_text(lines, self._columns).encode(),
        }
        stem = self._free_stem(receipt)
        try:
            for ending, content in files.items():
                _write_whole(self._folder / f"{stem}.{ending}", content)
        except OSError:
            return PrintOutcome.NOT_SENT
        return PrintOutcome.PRINTED

    def ask_held(self) -> PrintOutcome:
        """Nothing is ever held here."""
        return PrintOutcome.UNKNOWN

    def status(self) -> PrinterStatus:
        """Out of paper while the file ``paper-out`` is there, away when the folder cannot be made."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return PrinterStatus(frozenset({Trouble.NO_ANSWER}))
        paper_out = (self._folder / PAPER_OUT).exists()
        return PrinterStatus(frozenset({Trouble.PAPER_OUT} if paper_out else ()))

    def release(self) -> None:
        """Nothing to close."""

    def open_drawer(self) -> None:
        """Note the time in the drawer's log; a drawer opens without paper, too."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / DRAWER_LOG).open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} opened\n")
        except OSError as error:
            raise DeviceUnavailable(f"simulated:{self._folder}", str(error)) from error

    def _free_stem(self, receipt: Printable) -> str:
        """A name without its like on the paper yet: printing twice shows as two files."""
        till = re.sub(r"[^A-Za-z0-9]+", "-", receipt.till).strip("-") or "till"
        stem = f"{till}-{_name_on_paper(receipt)}"
        again = 1
        while (self._folder / (name := stem if again == 1 else f"{stem}-{again}")).with_suffix(".txt").exists():
            again += 1
        return name


def _name_on_paper(document: Printable) -> str:
    if isinstance(document, DayPage):
        return f"z-{document.number:06d}" if document.number else "x"
    if isinstance(document, ParkedSlip):
        return f"{document.code}-parked"
    if isinstance(document, PaymentCodeSlip):
        return f"{document.at:%H%M%S}-{document.method.value}"
    if isinstance(document, CreditSlip):
        return f"{document.number:06d}-credit"
    if isinstance(document, GiftReceipt):
        return f"{document.number:06d}-gift"
    mark = "" if document.kind is ReceiptKind.ORIGINAL else f"-{document.kind.value.replace('_', '-')}"
    return f"{document.number:06d}{mark}"


def _write_whole(path: Path, content: bytes) -> None:
    half = path.with_suffix(f"{path.suffix}.half")
    half.write_bytes(content)
    os.replace(half, path)  # noqa: PTH105 - the same, in fewer words
