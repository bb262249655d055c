"""How printing goes at a till, for its screen."""

from __future__ import annotations

from dataclasses import dataclass

from app.counter.station_devices import PrintReport
from hardware.printer.port import PrintOutcome
from models.delivery import Consumer, Outcome
from store import delivery
from store.database.engine import Connection

#: Receipts that wait are counted no further.
WAITING_MAX = 500


@dataclass(frozen=True, slots=True)
class PrintingStatus:
    """What became of the last receipt, what troubles the printer, and how many receipts wait.

    ``printed_up_to`` is the number of the last receipt that was begun; no original up to it is printed any more.
    """

    outcome: str | None
    receipt_number: int | None
    troubles: tuple[str, ...]
    waiting: int
    printed_up_to: int


def printing_status(view: Connection, till_id: int, last: PrintReport | None) -> PrintingStatus:
    """The status of a till's printing; ``last`` is what its devices reported in this process."""
    cursor = delivery.find_cursor(view, till_id, Consumer.RECEIPT_PRINTER)
    if cursor is None:
        return PrintingStatus(None, None, (), 0, 0)
    settled = delivery.last_receipt_settled(view, cursor)
    waiting = delivery.count_waiting(view, cursor, WAITING_MAX)
    outcome, number, troubles = _of_report(last)
    if last is None and (letter := delivery.find_dead_letter(view, cursor)) and letter.outcome is Outcome.UNCERTAIN:
        outcome, number = PrintOutcome.UNKNOWN.value, settled
    return PrintingStatus(outcome, number, troubles, waiting, settled)


def _of_report(last: PrintReport | None) -> tuple[str | None, int | None, tuple[str, ...]]:
    if last is None:
        return None, None, ()
    troubles = last.status.troubles if last.outcome is not PrintOutcome.PRINTED else ()
    return last.outcome.value, last.number, tuple(sorted(each.value for each in troubles))
