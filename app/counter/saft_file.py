"""The journals of the shop's tills as Norwegian SAF-T Cash Register, written as they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO
from zoneinfo import ZoneInfo

from app.counter.journal_periods import (
    NothingRegistered,
    check_period,
    entry_of,
    period_of_days,
    rows_left_out,
    whole_file,
)
from app.counter.saft_contents import SaftLedger, row_keys
from integrations.journal_xml.event_forms import OF_BASKETS, JournalEntry
from integrations.journal_xml.waiting_lines import BasketTrail
from integrations.saft_no.saft_events import PRICES, WITH_FORM, events_of, written_event
from integrations.saft_no.saft_head import TAIL, SaftMaker, head, place
from integrations.saft_no.saft_pieces import words
from integrations.saft_no.saft_reports import ReportFrame, report
from integrations.saft_no.saft_transactions import TransactionFrame, transaction
from models.facts.day import DayClosed, DayRead
from models.facts.sale import SaleCompleted
from models.facts.unsold import TrainingCompleted
from models.shop import Device, DeviceKind, Location, Shop
from store import journal, shop
from store.cash.trade_figures import ReceiptRange, group_counts
from store.database.engine import Connection

#: So many bytes of the events, and of the transactions, of a till are in memory; more are on the disk.
IN_MEMORY_MAX = 4_000_000


@dataclass(frozen=True, slots=True)
class SaftWish:
    """What is to be written: business days from ``first`` to ``last`` (included), by whom."""

    first: date
    last: date
    operator: str


@dataclass(frozen=True, slots=True)
class SaftSummary:
    """What is in a file: events by type, sales with refunds, training receipts, what the sales sum to with tax.

    ``left_out`` are rows that the file has no form for, by kind; ``gross_minor`` is less refunds and before rounding.
    """

    events: dict[str, int]
    transactions: int
    training: int
    gross_minor: int
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Till:
    """A device with what it registered: its events, and its transactions, as XML."""

    device: Device
    register_id: str
    events: IO[bytes]
    transactions: IO[bytes]


def write_saft(view: Connection, wish: SaftWish, file: IO[bytes], *, at: datetime) -> SaftSummary:
    """Write the file; raises :class:`NothingRegistered` or :class:`WrongPeriod` before it writes a byte."""
    check_period(wish.first, wish.last)
    company = shop.get_shop(view)
    devices = shop.all_devices(view)
    with ExitStack() as stack:
        writing = _SaftWriting(view, wish, company)
        tills = [till for each in devices if (till := writing.read(stack, each))]
        if not tills:
            raise NothingRegistered(wish.first, wish.last)
        maker = SaftMaker(wish.operator, company.wall_clock(at), metadata.version("kassa"), wish.first, wish.last)
        file.write(head(maker, writing.ledger.company(), writing.ledger.contents(wish.first)).encode())
        for where in shop.all_locations(view):
            _append_place(file, where, [till for till in tills if till.device.location_id == where.id], company)
        file.write(TAIL.encode())
    of_tills = [each for each in devices if each.kind is DeviceKind.TILL]
    periods = [period_of_days(each, wish.first, wish.last, company) for each in of_tills]
    return writing.summary(rows_left_out(view, periods, WITH_FORM | OF_BASKETS))


def save_saft(view: Connection, wish: SaftWish, file: Path, *, at: datetime) -> SaftSummary:
    """Write the file at a place where it is whole or not at all."""
    with whole_file(file) as stream:
        return write_saft(view, wish, stream, at=at)


def _append_place(file: IO[bytes], where: Location, tills: Sequence[_Till], company: Shop) -> None:
    if tills:
        file.write(place(where.name, where.address, company.country).encode())
        for till in tills:
            _append(file, till)
        file.write(b"</location>\n")


def _append(file: IO[bytes], till: _Till) -> None:
    is_till = till.device.kind is DeviceKind.TILL
    description = till.device.name if is_till else f"{till.device.name}: no cash register, prices are set there"
    file.write(b"<cashregister>\n")
    file.write((words("registerID", till.register_id, 100) + words("regDesc", description, 999) + "\n").encode())
    for part in (till.events, till.transactions):
        part.seek(0)
        copyfileobj(part, file)
    file.write(b"</cashregister>\n")


class _SaftWriting:
    """The journals of one file, read till by till."""

    def __init__(self, view: Connection, wish: SaftWish, company: Shop) -> None:
        self._view, self._wish, self._company = view, wish, company
        self._zone = ZoneInfo(company.zone)
        self.ledger = SaftLedger(view, company)
        self._event_counts = Counter[str]()
        self._transactions = self._training = self._gross = 0
        self._copies = self.ledger.copies(
            period_of_days(each, wish.first, wish.last, company) for each in shop.all_devices(view)
        )

    def read(self, stack: ExitStack, device: Device) -> _Till | None:
        """What a device registered; ``None`` for nothing."""
        is_till = device.kind is DeviceKind.TILL
        kinds = WITH_FORM | OF_BASKETS if is_till else PRICES
        period = period_of_days(device, self._wish.first, self._wish.last, self._company)
        rows = stack.enter_context(closing(journal.read_period(self._view, period, kinds)))
        till = _Till(device, f"{self.ledger.company().number}-{device.id}", *(_spool(stack), _spool(stack)))
        trail, key_of = BasketTrail(), row_keys(self._view, device.id)
        has_rows = False
        for row in rows:
            has_rows = True
            entry = entry_of(row, device.name, self._zone)
            till.events.writelines(self._events(entry, till))
            self._transaction(entry, till, self._frame(entry, row.hash, key_of(row.seq), trail))
            trail.follow(entry.fact, entry.at)
        return till if has_rows else None

    def _events(self, entry: JournalEntry, till: _Till) -> Iterator[bytes]:
        for place_in_row, event in enumerate(events_of(entry.fact, self._company.currency)):
            self._event_counts[event.event_type] += 1
            self.ledger.add_person(entry.operator)
            figures = self._report(entry, till)
            yield f"{written_event(entry, event, place_in_row, figures)}\n".encode()

    def _report(self, entry: JournalEntry, till: _Till) -> str:
        fact = entry.fact
        if not isinstance(fact, DayClosed | DayRead):
            return ""
        company, language = self.ledger.company(), self.ledger.language
        receipts = ReceiptRange(till.device.id, fact.receipts_after, fact.receipts_up_to)
        number, title = (fact.number, "Z report") if isinstance(fact, DayClosed) else (entry.seq, "X report")
        frame = ReportFrame(
            till.register_id,
            company.number,
            company.name,
            number,
            entry.at,
            group_counts(self._view, receipts, language),
            self.ledger.group_codes(each.group for each in fact.figures.groups),
        )
        return report(title, fact.figures, frame)

    def _transaction(self, entry: JournalEntry, till: _Till, frame: TransactionFrame) -> None:
        fact = entry.fact
        if not isinstance(fact, SaleCompleted | TrainingCompleted):
            return
        self.ledger.add_person(fact.operator)
        self.ledger.add_lines(fact.lines)
        till.transactions.write(f"{transaction(fact, frame)}\n".encode())
        if isinstance(fact, TrainingCompleted):
            self._training += 1
        else:
            self._transactions += 1
            self._gross += fact.gross

    def summary(self, left_out: dict[str, int]) -> SaftSummary:
        """What was read so far."""
        events = dict(sorted(self._event_counts.items()))
        return SaftSummary(events, self._transactions, self._training, self._gross, left_out)

    def _frame(self, entry: JournalEntry, row_hash: str, key_name: str, trail: BasketTrail) -> TransactionFrame:
        sale_id = entry.fact.sale if isinstance(entry.fact, SaleCompleted) else 0
        copies, times = self._copies.get(sale_id, 0), trail.registered_at(sale_id)
        return TransactionFrame(entry.at, times, row_hash, key_name, copies, self.ledger.groups)


def _spool(stack: ExitStack) -> IO[bytes]:
    return stack.enter_context(SpooledTemporaryFile(IN_MEMORY_MAX))
