"""The journals of the tills on some business days, as the files for tax agencies are made of them."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from integrations.journal_xml.event_forms import JournalEntry
from models.errors import Broken, Refused
from models.facts.quick_reading import read_quickly
from models.journal import JournalKind, JournalRow
from models.shop import Device, Shop
from store import journal
from store.database.columns import from_micros
from store.database.engine import Connection
from store.journal import JournalPeriod


class NothingRegistered(Refused):
    """A journal file of a time in which nothing happened."""

    code = "nothing_registered"
    text = "No till registered anything from {first} to {last}. No file was written; choose other days."

    first: date
    last: date


class WrongPeriod(Refused):
    """A period that ends before it begins."""

    code = "wrong_period"
    text = "{first} is after {last}. Nothing was done; choose a first day that is not after the last."

    first: date
    last: date


class RowUnreadable(Broken):
    """A row of the journal that is damaged, or was written by a later version of Kassa."""

    code = "row_unreadable"
    text = "Row {seq} of {device} cannot be read. No file was written. Run 'kassa verify' to see what is damaged."

    device: str
    seq: int


def check_period(first: date, last: date) -> None:
    """Raise :class:`WrongPeriod` for days in the wrong order."""
    if first > last:
        raise WrongPeriod(first, last)


def period_of_days(device: Device, first: date, last: date, company: Shop) -> JournalPeriod:
    """From the end of the business day before the first one to that of the last one."""
    zone, closing_time = ZoneInfo(company.zone), company.day_closes_at
    since = datetime.combine(first, closing_time, zone)
    return JournalPeriod(device.id, since, datetime.combine(last + timedelta(days=1), closing_time, zone))


def entry_of(row: JournalRow, designation: str, zone: ZoneInfo) -> JournalEntry:
    """A row as an entry, on the clock of ``zone``; raises :class:`RowUnreadable`."""
    try:
        recorded = read_quickly(row.kind, row.payload)
    except ValueError:
        raise RowUnreadable(designation, row.seq) from None
    operator = recorded.actor.operator_id if recorded.actor else ""
    at = from_micros(row.at_micros).astimezone(zone)
    return JournalEntry(row.device_id, row.seq, at, recorded.fact, operator)


def rows_left_out(
    view: Connection, periods: Sequence[JournalPeriod], has_form: Collection[JournalKind]
) -> dict[str, int]:
    """How many rows of the periods a file has no form for, by kind."""
    sums: dict[str, int] = {}
    for period in periods:
        for kind, number in journal.count_kinds(view, period).items():
            if kind not in has_form:
                sums[kind] = sums.get(kind, 0) + number
    return dict(sorted(sums.items()))


@contextmanager
def whole_file(file: Path) -> Generator[IO[bytes], None, None]:
    """A file that is there once it is whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
