"""Receipt printers that speak ESC/POS, with a cash drawer on them, over any link.

A job is sent once: look at the printer's status, send job and confirmation request, wait for the confirmation. What is
not confirmed is looked at again, but never sent again; :class:`~hardware.printer.port.PrintOutcome` is what is known.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from hardware.faults import DeviceUnavailable
from hardware.link.port import WAIT_S, Link
from hardware.printer.escpos_bytes import CONFIRM, DRAWER_NOW, drawer_pulse, encode
from hardware.printer.layout import COLUMNS, Printable, lay_out
from hardware.printer.port import PrinterStatus, PrintOutcome, Trouble
from hardware.printer.status_bytes import QUESTIONS, Answer, AnswerReader, understand


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an answer at once, for a whole job, and in addition for every line of it."""

    answer_s: float = WAIT_S
    job_s: float = 8.0
    line_s: float = 0.1


class EscposPrinter:
    """One printer. Not for several threads at once: the devices of a till own it."""

    def __init__(self, link: Link, *, columns: int = COLUMNS, patience: Patience | None = None) -> None:
        self._link, self._columns, self._patience = link, columns, patience or Patience()
        self._reader = AnswerReader()
        self._pulse = drawer_pulse()
        self._held_job_s = 0.0

    def print_receipt(self, receipt: Printable) -> PrintOutcome:
        """Print ``receipt`` once and wait for the printer's word."""
        lines = lay_out(receipt, self._columns)
        job = encode(lines) + CONFIRM
        job_s = self._patience.job_s + self._patience.line_s * len(lines)
        if self._held_job_s or not self.status().can_print:
            return PrintOutcome.NOT_SENT
        try:
            self._drain()
            self._link.write(job)
        except DeviceUnavailable as away:
            return PrintOutcome.UNKNOWN if away.sent else PrintOutcome.NOT_SENT
        return self._settled(job_s)

    def ask_held(self) -> PrintOutcome:
        """What has become of the held job; asked on the connection that it was sent on."""
        return self._settled(self._patience.answer_s, self._held_job_s)

    def status(self) -> PrinterStatus:
        """How the printer is now; a connection that has gone stale between jobs is renewed once."""
        for _ in range(2):
            try:
                status = self._ask_anew() if not self._held_job_s else self._ask()
            except DeviceUnavailable:
                self._link.abort()
            else:
                if not status.answers and not self._held_job_s:
                    self._link.abort()
                return status
        return understand({})

    def release(self) -> None:
        """Give the connection back; what became of a held job can no longer be asked."""
        self._held_job_s = 0.0
        self._link.close()

    def open_drawer(self) -> None:
        """Open the drawer now, or raise :class:`DeviceUnavailable`.

        A printer that is out of paper would hold back the usual command until it has paper again, so it gets the one
        that works at once.
        """
        status = self.status()
        if not status.answers:
            raise DeviceUnavailable("drawer", Trouble.NO_ANSWER)
        self._link.write(self._pulse if status.can_print else DRAWER_NOW)

    def _settled(self, *waits_s: float) -> PrintOutcome:
        """The outcome of the job that was sent: wait for its confirmation, and look at the status in between."""
        self._held_job_s = 0.0
        try:
            for wait_s in waits_s:
                if self._answer(Answer.CONFIRMED, wait_s) is not None:
                    return PrintOutcome.PRINTED
                status = self._ask()
                if status.answers and not status.can_print:
                    self._held_job_s = waits_s[-1]
                    return PrintOutcome.HELD
        except DeviceUnavailable:
            return PrintOutcome.UNKNOWN
        self._link.abort()
        return PrintOutcome.UNKNOWN

    def _ask_anew(self) -> PrinterStatus:
        self._link.open()
        self._drain()
        return self._ask()

    def _ask(self) -> PrinterStatus:
        answers: dict[int, int] = {}
        for number, question in QUESTIONS.items():
            self._link.write(question)
            answer = self._answer(Answer.STATUS, self._patience.answer_s)
            if answer is None:
                break
            answers[number] = answer
        return understand(answers)

    def _answer(self, wanted: Answer, wait_s: float) -> int | None:
        until = time.monotonic() + wait_s
        while (found := self._reader.take(wanted)) is None:
            left = until - time.monotonic()
            if left <= 0:
                return None
            self._reader.feed(self._link.read(left))
        return found

    def _drain(self) -> None:
        while self._link.read(0):
            pass
        self._reader.forget()
