"""The journal of the shop's tills as the XML of SKVFS 2021:16, written as it is read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from heapq import merge
from importlib import metadata
from pathlib import Path
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
from integrations.journal_xml.event_forms import (
    KNOWN_FORMS,
    OF_BASKETS,
    OF_OFFICE,
    OWN_FORMS,
    EventWriter,
    JournalEntry,
    JournalLookups,
    StoredSale,
)
from integrations.journal_xml.registers import CLOSING, FileHead, Register, opening
from integrations.journal_xml.waiting_lines import GoodsOfLine
from models.catalogue.product import TaxCategory
from models.errors import Refused
from models.facts.basket import BasketParked
from models.journal import JournalKind, JournalRow
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.sweden import SWEDEN
from models.pricing.tax import rate_of
from models.quantity import Unit
from models.selling.sale_fact import completed_fact
from models.shop import Device, DeviceKind, Shop
from store import journal, shop
from store.cash import z_reports
from store.catalogue.one_product import find_products
from store.catalogue.whole_range import tax_rates
from store.database.engine import Connection
from store.journal import JournalPeriod
from store.selling import sales

#: The currency in which the file has its amounts.
CURRENCY = "SEK"
#: So many goods are remembered, each on a day.
GOODS_CACHED = 20_000


class NotSwedish(Refused):
    """The journal file of a shop outside Sweden."""

    code = "not_swedish"
    text = "The journal file is for shops in Sweden that sell in kronor. No file was written."


@dataclass(frozen=True, slots=True)
class JournalWish:
    """What is to be written: business days from ``first`` to ``last`` (included), by whom, at which device.

    ``has_own_forms``: also what the schema that Kassa has does not show, under names of Kassa's own.
    """

    first: date
    last: date
    operator: str
    made_from: str
    has_own_forms: bool = False


@dataclass(frozen=True, slots=True)
class JournalSummary:
    """What is in a file: events by element; what was left out, by kind of row; what the form cannot show exactly."""

    events: dict[str, int]
    left_out: dict[str, int]
    rounded_quantities: int
    unsigned_receipts: int


def write_journal(view: Connection, wish: JournalWish, file: IO[bytes], *, at: datetime) -> JournalSummary:
    """Write the file, one event after the other; raises :class:`NothingRegistered` before it writes a byte."""
    company = shop.get_shop(view)
    if jurisdiction_of(company.country) is not SWEDEN or company.currency != CURRENCY:
        raise NotSwedish
    check_period(wish.first, wish.last)
    zone = ZoneInfo(company.zone)
    devices = shop.all_devices(view)
    registers = {each.id: _register(view, each, company) for each in devices}
    writer = EventWriter(registers, _lookups(view, company, zone), has_own_forms=wish.has_own_forms)
    tills = [each for each in devices if each.kind is DeviceKind.TILL]
    with ExitStack() as stack:
        rows = merge(
            *(_ordered(stack, view, _period(each, wish, company), kinds) for each, kinds in _sources(devices, wish)),
            key=_place,
        )
        events = (event for _, row in rows if (event := _event(view, writer, row, zone)))
        first_event = next(events, None)
        if first_event is None:
            raise NothingRegistered(wish.first, wish.last)
        period = _period(devices[0], wish, company)
        ends_at = period.until - timedelta(seconds=1)
        head = FileHead(wish.operator, wish.made_from, at.astimezone(zone), period.since, ends_at)
        units = [sales.last_control_unit(view, each.id) for each in tills]
        file.write(opening(head, [registers[each.id] for each in tills], units).encode())
        file.write(first_event.encode())
        file.writelines(event.encode() for event in events)
    file.write(CLOSING.encode())
    return JournalSummary(
        dict(sorted(writer.event_counts.items())),
        _left_out(view, tills, wish, company),
        writer.rounded_quantities,
        writer.unsigned_receipts,
    )


def save_journal(view: Connection, wish: JournalWish, file: Path, *, at: datetime) -> JournalSummary:
    """Write the file at a place where it is whole or not at all."""
    with whole_file(file) as stream:
        return write_journal(view, wish, stream, at=at)


def _period(device: Device, wish: JournalWish, company: Shop) -> JournalPeriod:
    return period_of_days(device, wish.first, wish.last, company)


def _sources(devices: Sequence[Device], wish: JournalWish) -> Iterator[tuple[Device, frozenset[JournalKind]]]:
    """The kinds of rows that are read of each device: everything of tills, prices and promotions of the others."""
    own = OWN_FORMS if wish.has_own_forms else frozenset()
    for each in devices:
        yield each, (KNOWN_FORMS | OF_BASKETS | own if each.kind is DeviceKind.TILL else own & OF_OFFICE)


def _ordered(
    stack: ExitStack, view: Connection, period: JournalPeriod, kinds: frozenset[JournalKind]
) -> Iterator[tuple[int, JournalRow]]:
    """The rows of a device in their own order; one whose clock went back comes right after the row before it."""
    rows: Generator[JournalRow, None, None] = journal.read_period(view, period, kinds)
    stack.enter_context(closing(rows))
    return _with_places(rows)


def _with_places(rows: Iterator[JournalRow]) -> Iterator[tuple[int, JournalRow]]:
    newest = 0
    for row in rows:
        newest = max(newest, row.at_micros)
        yield newest, row


def _place(placed: tuple[int, JournalRow]) -> tuple[int, int, int]:
    newest, row = placed
    return newest, row.device_id, row.seq


def _event(view: Connection, writer: EventWriter, row: JournalRow, zone: ZoneInfo) -> str:
    entry = _entry(writer, row, zone)
    if isinstance(entry.fact, BasketParked) and not writer.trail.knows(entry.fact.basket):
        for earlier in journal.rows_of_basket(view, row.device_id, entry.fact.basket, row.seq, OF_BASKETS):
            before = _entry(writer, earlier, zone)
            writer.trail.follow(before.fact, before.at)
    return writer.write(entry)


def _entry(writer: EventWriter, row: JournalRow, zone: ZoneInfo) -> JournalEntry:
    return entry_of(row, writer.registers[row.device_id].designation, zone)


def _register(view: Connection, device: Device, company: Shop) -> Register:
    location = shop.get_station(view, device.id).location
    return Register(
        till_id=device.id,
        designation=device.name,
        company=company.company,
        org_number=company.org_number,
        address=location.address,
        version=metadata.version("kassa"),
    )


def _lookups(view: Connection, company: Shop, zone: ZoneInfo) -> JournalLookups:
    """Goods and reports are read once each; goods have the name that they have now."""

    @lru_cache(GOODS_CACHED)
    def goods_on(sku: str, day: date) -> GoodsOfLine:
        product = find_products(view, [sku]).get(sku)
        if product is None:
            return GoodsOfLine(sku, Unit.PIECE, "", 0)
        rate = rate_of(rates_on(day), product.tax_category, day)
        return GoodsOfLine(product.name, product.unit, product.tax_category, rate)

    @cache
    def rates_on(day: date) -> Mapping[TaxCategory, int]:
        return tax_rates(view, company.country, day)

    def find_sale(sale_id: int) -> StoredSale:
        sale = sales.get_sale(view, sale_id)
        return StoredSale(completed_fact(sale), sale.origin.at.astimezone(zone))

    return JournalLookups(lambda sku, local: goods_on(sku, local.date()), find_sale, *_report_finders(view))


def _report_finders(view: Connection) -> tuple[Callable[[int, int], int], Callable[[int, int], int]]:
    """The report that has a receipt of a till, and the one that counts a row of its journal."""

    def finder(ends_of: Callable[[Connection, int], list[tuple[int, int]]]) -> Callable[[int, int], int]:
        ends = cache(lambda till_id: ends_of(view, till_id))

        def report_of(till_id: int, number: int) -> int:
            of_till = ends(till_id)
            place = bisect_left(of_till, (number, 0))
            return of_till[place][1] if place < len(of_till) else 0

        return report_of

    return finder(z_reports.report_ends), finder(z_reports.report_row_ends)


def _left_out(view: Connection, tills: Sequence[Device], wish: JournalWish, company: Shop) -> dict[str, int]:
    has_form = KNOWN_FORMS | (OWN_FORMS if wish.has_own_forms else frozenset())
    return rows_left_out(view, [_period(each, wish, company) for each in tills], has_form)
