"""The status bytes of ESC/POS printers. Pure: bytes in, meaning out.

Source: Epson ESC/POS command reference, DLE EOT, GS r and GS a. The answers share one line with each other and with
unasked reports (Automatic Status Back); fixed bits distinguish them:

========================  ==========
DLE EOT, one byte         ``0xx1xx10``
GS r, one byte            ``0xx0xxxx``
report, first of 4 bytes  ``0xx1xx00``
========================  ==========
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from enum import Enum

from hardware.printer.port import PrinterStatus, Trouble


class Answer(Enum):
    """A kind of answer: the byte matches ``pattern`` in the bits of ``mask``."""

    STATUS = (0x93, 0x12)
    CONFIRMED = (0x90, 0x00)
    REPORT = (0x93, 0x10)

    def matches(self, byte: int) -> bool:
        """Whether ``byte`` is an answer of this kind."""
        mask, pattern = self.value
        return byte & mask == pattern


#: DLE EOT n, for n from 1 to 4: ask at once, also a printer that is out of paper.
QUESTIONS = {n: bytes([0x10, 0x04, n]) for n in (1, 2, 3, 4)}
_OFFLINE = 0x08
#: For each question the bits that mean trouble.
_TROUBLES = {
    2: {0x04: Trouble.COVER_OPEN, 0x20: Trouble.PAPER_OUT},
    3: {0x08: Trouble.CUTTER, 0x20: Trouble.BROKEN},
    4: {0x60: Trouble.PAPER_OUT, 0x0C: Trouble.PAPER_LOW},
}
_REPORT_LENGTH = 4


class AnswerReader:
    """Sorts the bytes that a printer sends into answers; a confirmation that comes between others is not lost."""

    def __init__(self) -> None:
        self._skip = 0
        self._answers: dict[Answer, deque[int]] = {Answer.STATUS: deque(), Answer.CONFIRMED: deque()}

    def feed(self, data: Iterable[int]) -> None:
        """Take in what was received."""
        for byte in data:
            if self._skip:
                self._skip -= 1
            elif Answer.REPORT.matches(byte):
                self._skip = _REPORT_LENGTH - 1
            else:
                self._keep(byte)

    def take(self, wanted: Answer) -> int | None:
        """The earliest answer of that kind, once."""
        answers = self._answers[wanted]
        return answers.popleft() if answers else None

    def forget(self) -> None:
        """Drop what came before: it answers nothing that is asked from now on."""
        self._skip = 0
        for answers in self._answers.values():
            answers.clear()

    def _keep(self, byte: int) -> None:
        for kind, answers in self._answers.items():
            if kind.matches(byte):
                answers.append(byte)


def understand(answers: Mapping[int, int]) -> PrinterStatus:
    """The status from the printer's answers by question; a missing answer counts as silence."""
    if answers.keys() != QUESTIONS.keys():
        return PrinterStatus(frozenset({Trouble.NO_ANSWER}))
    troubles = {
        trouble for question, bits in _TROUBLES.items() for bit, trouble in bits.items() if answers[question] & bit
    }
    if Trouble.PAPER_OUT in troubles:
        troubles.discard(Trouble.PAPER_LOW)
    if answers[1] & _OFFLINE and not troubles - {Trouble.PAPER_LOW}:
        troubles.add(Trouble.OFFLINE)
    return PrinterStatus(frozenset(troubles))
